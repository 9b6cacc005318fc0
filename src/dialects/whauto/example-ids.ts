/** Ids of the examples: those of the demo workspace, so that a gateway of `npm run dev` takes them as they are. */
export const exampleIds = {
  workspace: "de300000-0000-4000-8000-000000000001",
  john: "de300000-0000-4000-8000-000000000101",
  mia: "11111111-0001-4001-8001-000000000001",
  message: "583aee7d-3298-88c9-894f-f5354c75fa74",
} as const;

/** The ids of the demo workspace, so that every example works against `npm run dev` as it stands. */
export const ids = {
  workflow: "de300000-0000-4000-8000-000000000010",
  whatsappAccount: "de300000-0000-4000-8000-000000000021",
  callAccount: "de300000-0000-4000-8000-000000000023",
  john: "de300000-0000-4000-8000-000000000101",
  carlos: "de300000-0000-4000-8000-000000000102",
  mia: "11111111-0001-4001-8001-000000000001",
  template: "cc38ac1f-edde-8488-8710-e2195092e8fc",
  message: "583aee7d-3298-88c9-894f-f5354c75fa74",
  job: "9f1c2a54-7d0e-4b1f-8a6c-2f3f6f0f6b11",
} as const;

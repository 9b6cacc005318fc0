// What Whauto's endpoints answer, for their description.
import { z } from "zod";

const id = () =>
  z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    .meta({ format: "uuid" });

/** Of every send that was taken. */
export const messageAnswer = () =>
  z
    .object({
      id: id().meta({ description: "The message's." }),
      status: z.enum(["sent", "scheduled", "queued", "unknown"]).meta({
        description:
          "`sent`: the provider took it. `scheduled`: it leaves later. `queued`: accepted, and waits. `unknown`: the provider did not say whether it took it. Send neither again.",
      }),
      error: z.string().meta({ description: "Empty unless `unknown`." }),
    })
    .meta({ id: "MessageResponse" });

/** `createdAt` and `updatedAt` are those of our rows; a template's are when it was last read from Meta. */
const times = () => ({ createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() });

export const workspaceAnswer = () =>
  z.object({ id: id(), title: z.string() }).meta({ id: "Workspace" });

export const contactAnswer = () =>
  z
    .object({
      id: id(),
      name: z.string(),
      phoneNumber: z.string().meta({
        description: "E.164; empty where there is none.",
        examples: ["+12025550123"],
      }),
      workspace: workspaceAnswer(),
      stage: z.string(),
      notes: z.string(),
      customFields: z.record(z.string(), z.unknown()),
      tags: z.array(z.string()).meta({ description: "Their names." }),
    })
    .meta({ id: "Contact" });

export const contactTagsAnswer = () =>
  z.object({ id: id().meta({ description: "The contact's." }), tags: z.array(z.string()) });

export const deletedAnswer = () => z.object({ success: z.literal(true) });

export const tagAnswer = () =>
  z
    .object({
      id: id(),
      name: z.string(),
      canonical: z.string().meta({ description: "The name in lower case." }),
      ...times(),
    })
    .meta({ id: "Tag" });

export const templateAnswer = () =>
  z
    .object({
      id: id(),
      workspace: workspaceAnswer(),
      template: z.object({
        category: z.string().meta({ examples: ["UTILITY"] }),
        language: z.string().meta({ examples: ["en_US"] }),
        name: z.string(),
        status: z.string().meta({
          description: "Meta's word. Only an `APPROVED` one can be sent.",
          examples: ["APPROVED"],
        }),
        components: z.array(z.looseObject({ type: z.string() })),
      }),
      ...times(),
    })
    .meta({ id: "Template" });

/** The three shapes of a failure. */
export const failureAnswer = () =>
  z.union([
    z
      .object({
        id: z.union([id(), z.literal("")]).meta({
          description: "The message's; empty where none was recorded.",
        }),
        status: z.literal("failed"),
        error: z.string(),
      })
      .meta({ description: "A message that was definitely not sent, and why." }),
    refusalAnswer(),
    z
      .object({ message: z.string() })
      .meta({ description: "What is said before anybody has looked into the request." }),
  ]);

/** Also when Meta takes no template. */
export const refusalAnswer = () =>
  z.object({ error: z.string() }).meta({ description: "What the API says to the request." });

// What several of the endpoints share.
import { z } from "zod";
import type { Failure } from "../../model/errors.ts";
import type { FieldErrors } from "./validation.ts";

/** Parameters of every path. */
export const tenant = () =>
  z.object({ subdomain: z.string().min(1).describe("The workspace's `slug`, or its id.") });

/** The number of a contact in the path. */
export const contactPath = () =>
  tenant().extend({ id: z.string().meta({ pattern: "^[0-9]{1,15}$" }) });

/** Fields that are wrong, each with its sentences. */
export const wrong = (errors: FieldErrors): Failure => ({
  code: "field_invalid",
  details: { errors },
});

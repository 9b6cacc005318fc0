// What every carrier of e-mail is told about the sender.
import { z } from "zod";
import { toEmail } from "../model/address.ts";
import { singleLine } from "../model/content.ts";

/** Written into a header as it stands, so nothing may stand around it either. */
const addressSchema = z
  .string()
  .refine(
    (text) => toEmail(text)?.toLowerCase() === text.toLowerCase(),
    "must be one plain e-mail address",
  );

/** The sender's part of an account's settings. */
export const mailSettings = {
  from: addressSchema,
  /** Shown beside the address, unless a send or its workflow says another name. */
  sender_name: singleLine(200).exactOptional(),
  reply_to: addressSchema.exactOptional(),
};

// Webhook bodies as Meta writes them, for what no fixture shows.

export const now = Date.parse("2026-11-20T10:00:00Z");
const owner = "102290129340398";
export const sender = "1122334455667";

/** One change about our number. */
export const bodyOf = (value: object, field = "messages") => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: owner,
      changes: [
        {
          field,
          value: {
            messaging_product: "whatsapp",
            metadata: { display_phone_number: "15550783881", phone_number_id: sender },
            ...value,
          },
        },
      ],
    },
  ],
});

/** One change about the account. */
export const managementBody = (field: string, value: object) => ({
  object: "whatsapp_business_account",
  entry: [{ id: owner, time: 1751247548, changes: [{ field, value }] }],
});

export const message = (type: string, content: object, rest: object = {}) => ({
  from: "16505551234",
  id: "wamid.in",
  timestamp: "1749416383",
  type,
  [type]: content,
  ...rest,
});

export const status = (word: string, rest: object = {}) => ({
  id: "wamid.out",
  status: word,
  timestamp: "1751142888",
  recipient_id: "16505551234",
  ...rest,
});

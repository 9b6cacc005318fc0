// The documents' examples: those of Xobito's own documentation where it has one.
import { legend } from "./status.ts";

const phone_number = "+14155551234";
const wamid = "wamid.HBgLMTQxNTU1NTEyMzQVAgARGBI5QUQ1N0E2QjRDM0QyRTFGMAA=";
const success = { status: "success" };

export const text = { phone_number, message_body: "Hello from the API!" };
export const buttons = {
  phone_number,
  message_type: "interactive",
  message_body: "Would you like to confirm your appointment?",
  header: "Appointment",
  footer: "Acme Clinic",
  buttons: [
    { id: "confirm", title: "Confirm" },
    { id: "reschedule", title: "Reschedule" },
  ],
};
export const link = {
  phone_number,
  message_type: "cta_url",
  message_body: "Track your order",
  button_text: "Track",
  button_url: "https://example.com/track/123",
};
export const withContact = {
  phone_number,
  message_body: "Welcome!",
  contact: { firstname: "Mia", lastname: "Wong", country: "US", assigned_id: 4, groups: ["VIP"] },
};
export const template = {
  phone_number,
  template_name: "hello_world",
  template_language: "en_US",
};
export const filledTemplate = {
  phone_number,
  template_name: "order_update",
  template_language: "en_US",
  from_phone_number_id: "106540352242922",
  header_image_url: "https://example.com/parcel.png",
  field_1: "Jane",
  field_2: "A-1001",
  button_0: "A-1001",
};
export const templateToNobody = {
  phone_number: "+14155559876",
  template_name: "hello_world",
  template_language: "en_US",
  contact: { firstname: "Ada", email: "ada@example.com" },
};
export const document = {
  phone_number,
  media_type: "document",
  media_url: "https://example.com/offer.pdf",
  caption: "Your offer",
  filename: "offer.pdf",
};
export const image = {
  phone_number,
  media_type: "image",
  media_url: "https://example.com/photo.jpg",
  caption: "The room",
};

const file = "(the bytes of the file)";
export const templateForm = {
  phone_number,
  template_name: "order_update",
  template_language: "en_US",
  header_image_file: file,
  field_1: "Jane",
  field_2: "A-1001",
  button_0: "A-1001",
  "contact[firstname]": "Mia",
};
export const mediaForm = { phone_number, media_type: "document", media_file: file };

/** A send that WhatsApp took. */
export const sent = (message: string) => ({
  ...success,
  message,
  data: {
    message_id: wamid,
    contact_id: 451,
    phone: phone_number,
    status: "sent",
    sent_at: "2026-04-16T12:00:00.000000Z",
    chat_id: 88,
    contact_created: false,
    whatsapp_response: {
      messaging_product: "whatsapp",
      contacts: [{ input: phone_number, wa_id: "14155551234" }],
      messages: [{ id: wamid }],
    },
  },
});
export const pending = {
  ...success,
  message: "Message queued, not yet sent. Do not send it again: poll its status.",
  data: {
    message_id: "583aee7d-3298-88c9-894f-f5354c75fa74",
    contact_id: 451,
    phone: phone_number,
    status: "pending",
    sent_at: null,
    chat_id: 88,
    contact_created: false,
    whatsapp_response: null,
  },
};

export const delivered = {
  ...success,
  data: {
    message_id: wamid,
    delivery_status: "delivered",
    error_message: null,
    source: "chat",
    last_updated: "2026-04-08T14:35:10.000000Z",
    statuses: legend,
  },
};

const note =
  "Format validation only. To verify WhatsApp registration, send a template message and check response.";
export const validPhone = {
  ...success,
  message: "Phone number format is valid",
  data: {
    phone: "+919909919284",
    phone_digits: "919909919284",
    format_valid: true,
    country_code: "91",
    country: "India",
    national_number: "9909919284",
    e164: "+919909919284",
    reason: null,
    note,
  },
};
export const invalidPhone = {
  ...success,
  message: "Phone number format is invalid",
  data: {
    phone: "+00000",
    phone_digits: "00000",
    format_valid: false,
    country_code: null,
    country: null,
    national_number: null,
    e164: null,
    reason: "Number is too short to be valid",
    note,
  },
};

export const newContact = {
  firstname: "John",
  lastname: "Doe",
  company: "Demo Co",
  type: "lead",
  email: "john.doe@example.com",
  phone: "+14155550145",
  source_id: 2,
  status_id: 1,
  country_id: 101,
  groups: "VIP, Fair",
};
export const contactChange = {
  firstname: "John",
  lastname: "Doe",
  phone: "+14155550146",
  type: "customer",
};
const contact = {
  id: 451,
  tenant_id: 13,
  firstname: "John",
  lastname: "Doe",
  company: "Demo Co",
  type: "lead",
  email: "john.doe@example.com",
  phone: "+14155550145",
  source_id: 2,
  status_id: 1,
  country_id: 101,
  group_id: [1, 2],
  is_enabled: 1,
  is_opted_out: 0,
  created_at: "2026-04-08T14:30:25.000000Z",
  updated_at: "2026-04-08T14:30:25.000000Z",
  assigned_id: null,
  description: null,
  zip: null,
  city: null,
  state: null,
  address: null,
};
export const createdContact = {
  ...success,
  message: "Contact created successfully",
  data: contact,
};
export const updatedContact = {
  ...success,
  message: "Contact updated successfully",
  data: { ...contact, phone: "+14155550146", type: "customer" },
};
export const deletedContact = { ...success, message: "Contact deleted successfully" };

/** The only page, with one row. */
const page = (path: string, row: unknown) => ({
  ...success,
  data: {
    current_page: 1,
    data: [row],
    per_page: 15,
    total: 1,
    last_page: 1,
    first_page_url: `${path}?page=1`,
    next_page_url: null,
    prev_page_url: null,
    from: 1,
    to: 1,
    path,
    links: [
      { url: null, label: "&laquo; Previous", active: false },
      { url: `${path}?page=1`, label: "1", active: true },
      { url: null, label: "Next &raquo;", active: false },
    ],
  },
});
const base = "https://gateway.example/api/v1/acme";
export const contacts = page(`${base}/contacts`, contact);
export const templates = page(`${base}/templates`, {
  id: 11,
  tenant_id: 13,
  template_id: "123456789012345",
  template_name: "order_confirmation",
  language: "en_US",
  status: "APPROVED",
  category: "UTILITY",
  header_data_format: "TEXT",
  header_data_text: "Your order",
  header_params_count: 0,
  body_data: "Hi {{1}}, your order {{2}} is confirmed.",
  body_params_count: 2,
  footer_data: "Acme",
  footer_params_count: 0,
  buttons_data: null,
  header_file_url: null,
  header_variable_value: null,
  body_variable_value: null,
  template_type: null,
  cards_json: null,
  created_at: "2026-04-08T14:30:25.000000Z",
  updated_at: "2026-04-08T14:30:25.000000Z",
});

// A file of an account that uploads: fetched once, given to the provider once, and sent by its id.
import { describe, expect, test } from "vitest";
import { ByteBudget } from "../../src/lib/byte-budget.ts";
import type { Download } from "../../src/lib/download.ts";
import { err, ok, type Result } from "../../src/lib/result.ts";
import type { Account } from "../../src/model/account.ts";
import type { OutgoingMedia } from "../../src/model/content.ts";
import type { Failure } from "../../src/model/errors.ts";
import type { MediaFile } from "../../src/providers/provider.ts";
import { type MediaDeps, placeMedia } from "../../src/send/media.ts";
import type { Upload } from "../../src/store/uploads.ts";

const dayMs = 24 * 60 * 60 * 1_000;
const url = "https://files.example.com/photo.png";
const photo: OutgoingMedia = { type: "image", url, caption: "Look" };
const png: Download = { kind: "file", bytes: new Uint8Array([1, 2, 3]), type: "image/png" };

const account = (settings: Record<string, unknown> = {}): Account => ({
  id: "account",
  workspaceId: "workspace",
  environment: "live",
  provider: "meta",
  channel: "whatsapp",
  name: "WhatsApp",
  active: true,
  settings: { phone_number_id: "1", waba_id: "2", media: "upload", ...settings },
  sealed: "",
  hookId: "hook",
});

/** A provider that names its uploads, a web that gives `found`, and a memory. */
function parts({
  found = png,
  upload,
  roomBytes = 20_000_000,
}: {
  found?: Download;
  roomBytes?: number;
  upload?: () => Promise<Result<{ mediaId: string }, Failure>>;
} = {}) {
  const time = { now: Date.parse("2026-04-05T14:30:00Z") };
  const fetched: string[] = [];
  const uploaded: MediaFile[] = [];
  const warned: string[] = [];
  const kept = new Map<string, Upload>();
  const room = new ByteBudget(roomBytes);
  const deps: MediaDeps = {
    clock: () => time.now,
    log: {
      info: () => {},
      warn: (event) => void warned.push(event),
      error: (event) => void warned.push(event),
    },
    room,
    download: async (_, from, { reserve }) => {
      fetched.push(from);
      const size = found.kind === "file" ? found.bytes.length : 0;
      return reserve(size) ? found : { kind: "no_room" };
    },
    uploadMedia: async (_, file) => {
      uploaded.push(file);
      return upload ? upload() : ok({ mediaId: `media-${uploaded.length}` });
    },
    findUpload: async (hash) => kept.get(hash) ?? null,
    keepUpload: async (hash, one) => void kept.set(hash, one),
  };
  const place = (
    media: OutgoingMedia = photo,
    {
      to = account(),
      scheduledAt = null,
    }: { to?: Account | null; scheduledAt?: number | null } = {},
  ) => placeMedia(deps, to, media, scheduledAt);
  return { time, fetched, uploaded, warned, kept, room, place };
}

const invalid = (message: string | RegExp) => ({
  ok: false,
  error: {
    code: "media_invalid",
    message: expect.stringMatching(message),
    details: expect.objectContaining({ field: "media.url" }),
  },
});

describe("by link", () => {
  test.each([
    ["an account that does not say upload", { to: account({ media: "link" }) }],
    ["no account at all", { to: null }],
    ["a message that leaves later than an upload lives", { scheduledAt: 29 * dayMs }],
  ])("goes the file of %s, and nobody is asked", async (_, where) => {
    const { place, fetched, time } = parts();
    const scheduledAt = "scheduledAt" in where ? time.now + where.scheduledAt : null;
    expect(await place(photo, { ...where, scheduledAt })).toEqual(ok(photo));
    expect(fetched).toEqual([]);
  });

  test("goes what has an id already", async () => {
    const { place, fetched } = parts();
    const own: OutgoingMedia = { type: "image", id: "77" };
    expect(await place(own)).toEqual(ok(own));
    expect(fetched).toEqual([]);
  });

  test("goes a document that is more than we hold, and less than the provider takes", async () => {
    const { place, uploaded } = parts({ found: { kind: "too_large", type: "application/pdf" } });
    const document: OutgoingMedia = { type: "document", url };
    const named: OutgoingMedia = { ...document, url: "https://files.example.com/x.pdf" };
    expect(await place(named)).toEqual(ok(named));
    expect(uploaded).toEqual([]);
  });

  test.each(["provider_busy", "credentials_refused", "account_refused", "unavailable"] as const)(
    "goes the file when the upload ends in %s, which is not about it",
    async (code) => {
      const { place, warned, kept } = parts({ upload: async () => err({ code }) });
      expect(await place()).toEqual(ok(photo));
      expect(warned).toEqual(["upload_failed"]);
      expect(kept.size).toBe(0);
    },
  );

  test("goes the file for which there is no room", async () => {
    const { place, warned, uploaded } = parts({ roomBytes: 2 });
    expect(await place()).toEqual(ok(photo));
    expect([warned, uploaded]).toEqual([["upload_no_room"], []]);
  });

  test("goes the file when the upload breaks", async () => {
    const { place, warned } = parts({ upload: () => Promise.reject(new Error("broken")) });
    expect(await place()).toEqual(ok(photo));
    expect(warned).toEqual(["upload_threw", "upload_failed"]);
  });
});

describe("by id", () => {
  test("goes a file that was uploaded, its address still known", async () => {
    const { place, uploaded } = parts();
    expect(await place()).toEqual(ok({ ...photo, id: "media-1", mimeType: "image/png" }));
    expect(uploaded).toEqual([
      { bytes: new Uint8Array([1, 2, 3]), mimeType: "image/png", filename: "photo.png" },
    ]);
  });

  test("goes the same file again without another look at it, for 29 days", async () => {
    const { place, fetched, uploaded, time } = parts();
    await place();
    time.now += 29 * dayMs - 1;
    expect(await place()).toMatchObject({ value: { id: "media-1" } });
    expect([fetched.length, uploaded.length]).toEqual([1, 1]);
    time.now += 1;
    expect(await place()).toMatchObject({ value: { id: "media-2" } });
  });

  test("a message that leaves after the upload is gone gets a fresh one", async () => {
    const { place, time } = parts();
    await place();
    time.now += 10 * dayMs;
    const inDays = (days: number) => ({ scheduledAt: time.now + days * dayMs });
    expect(await place(photo, inDays(18))).toMatchObject({ value: { id: "media-1" } });
    expect(await place(photo, inDays(20))).toMatchObject({ value: { id: "media-2" } });
  });

  test("an upload belongs to the account, its sender and the address", async () => {
    const { place, uploaded } = parts();
    await place();
    await place(photo, { to: { ...account(), id: "another" } });
    await place(photo, { to: account({ phone_number_id: "3" }) });
    await place({ ...photo, url: `${url}?v=2` });
    expect(uploaded).toHaveLength(4);
  });

  test.each([
    ["application/octet-stream", "image/jpeg", "image/jpeg"],
    [null, "IMAGE/JPEG", "image/jpeg"],
    ["image/png", "image/jpeg", "image/png"],
  ])("a server that says %s and a caller that says %s make %s", async (type, mimeType, made) => {
    const { place, uploaded } = parts({ found: { ...png, type } });
    expect(await place({ ...photo, mimeType })).toMatchObject({ ok: true });
    expect(uploaded[0]?.mimeType).toBe(made);
  });
});

test.each<[string, Parameters<typeof parts>[0]]>([
  ["uploaded", {}],
  ["refused", { found: { ...png, type: "text/html" } }],
  ["not taken", { upload: async () => err({ code: "provider_busy" }) }],
])("the room of a file that was %s is free again", async (_, how) => {
  const { place, room } = parts({ ...how, roomBytes: 3 });
  await place();
  expect(room.take(3)).toBe(true);
  expect(room.take(1)).toBe(false);
});

describe("is refused", () => {
  test.each<[string, Download, RegExp]>([
    ["an address that may not be fetched", { kind: "not_public" }, /https/],
    ["an address that leads on and on", { kind: "too_many_redirects" }, /leads on/],
    ["an address that does not answer", { kind: "unreachable" }, /10 seconds/],
    ["an address that says no", { kind: "refused", status: 403 }, /403/],
    ["a page instead of a photo", { ...png, type: "text/html" }, /it is text\/html/],
    ["nothing", { ...png, bytes: new Uint8Array() }, /empty/],
    ["a photo larger than WhatsApp takes", { kind: "too_large", type: "image/png" }, /5 MB/],
    ["a photo of 6 MB", { ...png, bytes: new Uint8Array(6 * 1024 * 1024) }, /5 MB/],
    ["something whose type nobody says", { ...png, type: null }, /mime_type/],
  ])("%s", async (_, found, message) => {
    const { place, uploaded } = parts({ found });
    expect(await place()).toEqual(invalid(message));
    expect(uploaded).toEqual([]);
  });

  test("what the channel would not carry, before anybody is asked", async () => {
    const { place, fetched } = parts();
    expect(await place({ type: "audio", url, caption: "Hi" })).toMatchObject({
      error: { code: "content_unsupported" },
    });
    expect(fetched).toEqual([]);
  });

  test("what the provider does not take", async () => {
    const failure: Failure = { code: "media_invalid", message: "No", provider: { name: "meta" } };
    const { place, kept } = parts({ upload: async () => err(failure) });
    expect(await place()).toEqual(err(failure));
    expect(kept.size).toBe(0);
  });

  test("a photo that was uploaded, as a document", async () => {
    const { place, uploaded } = parts();
    const untyped = "https://files.example.com/photo";
    await place({ ...photo, url: untyped });
    expect(await place({ type: "document", url: untyped })).toMatchObject({
      error: { code: "media_invalid" },
    });
    expect(uploaded).toHaveLength(1);
  });
});

import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";
import type { Magic } from "./player.ts";

/** The page: what the pretend phone, mailbox and call log received, and a box to write back. */
export function simulatorPage(nonce: string, magic: Magic[]): string {
  const rows = magic.map(
    ({ provider, given, effect }) =>
      `<tr><td>${escapeHtml(provider)}</td><td>${escapeHtml(given)}</td><td>${escapeHtml(effect)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Leadwire simulator</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
  <h1>Simulator</h1>
  <p>Pretend people: nothing here ever left this gateway.</p>
  <output id="status" role="status">Connecting…</output>
</header>
<form id="key-form" hidden>
  <label for="key">Test key of the workspace</label>
  <input id="key" type="password" autocomplete="off" spellcheck="false" placeholder="nxr_test_…" required>
  <button>Show</button>
</form>
<main id="world" hidden>
  <section class="phone" aria-labelledby="phone-title">
    <h2 id="phone-title">Phone</h2>
    <nav id="people" aria-label="Conversations"></nav>
    <ol id="chat" role="log" aria-label="Conversation" tabindex="0"></ol>
    <form id="reply-form">
      <div class="pair">
        <label>Person <input id="from" placeholder="+12025550123" required></label>
        <label>On <select id="channel">${channelOptions}</select></label>
        <label>Writes to (id of the number, page, account or bot) <input id="number" required></label>
      </div>
      <div class="pair last">
        <label>Text <input id="text" maxlength="4096" autocomplete="off" required></label>
        <button>Send</button>
      </div>
      <p class="acts">
        <button type="button" id="photo">Photo</button>
        <button type="button" id="thumbs-up">👍 the last</button>
        <button type="button" id="mark-read">Read the last</button>
      </p>
      <output id="sent" role="status"></output>
    </form>
  </section>
  <section aria-labelledby="mailbox-title">
    <h2 id="mailbox-title">Mailbox</h2>
    <ol id="mailbox"></ol>
  </section>
  <section aria-labelledby="calls-title">
    <h2 id="calls-title">Calls</h2>
    <ol id="calls"></ol>
  </section>
</main>
<footer>
  <details>
    <summary>Switches, clock and callbacks</summary>
    <form id="switches"></form>
    <datalist id="courses"><option>answer<option>miss<option>voicemail<option>ring</datalist>
    <p class="acts">It is <time id="now"></time> <button type="button" id="jump">+25 hours</button></p>
    <pre id="waiting" aria-label="Callbacks that wait or were given up"></pre>
  </details>
  <details>
    <summary>What misbehaves on purpose</summary>
    <table>
      <thead><tr><th scope="col">Provider</th><th scope="col">Given</th><th scope="col">Effect</th></tr></thead>
      <tbody>${rows.join("")}</tbody>
    </table>
  </details>
</footer>
<noscript>This page needs JavaScript.</noscript>
<script nonce="${nonce}">${pageScript}</script>
</body>
</html>
`;
}

const channelOptions = ["whatsapp", "sms", "messenger", "instagram", "telegram"]
  .map((channel) => `<option>${channel}</option>`)
  .join("");

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f4f4f1, #16181a);
  --card: light-dark(#fff, #202326);
  --line: light-dark(#dcdcd6, #373c40);
  --ink: light-dark(#1c1e20, #e8e8e4);
  --soft: light-dark(#5f6468, #a2a8ad);
  --accent: light-dark(#0b6e4f, #5fd3a8);
  --written: light-dark(#d9f2e4, #17463a);
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column;
  background: var(--ground); color: var(--ink); font: 15px/1.45 system-ui, sans-serif;
}
header, footer, #key-form { padding: .75rem 1.25rem; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; }
h1 { font-size: 1.15rem; margin: 0; }
h2 { font-size: .95rem; margin: 0; padding: .6rem .9rem; border-bottom: 1px solid var(--line); }
header p { margin: 0; color: var(--soft); flex: 1; }
#status { color: var(--accent); font-size: .85rem; }
#status.bad, #sent.bad { color: light-dark(#b3261e, #ff9a8f); }
main { flex: 1; display: grid; gap: 1rem; padding: 0 1.25rem; grid-template-columns: 1.2fr 1.2fr 1fr; }
main[hidden] { display: none; }
section {
  background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
  display: flex; flex-direction: column; height: calc(100vh - 8.5rem); min-height: 24rem; overflow: hidden;
}
@media (max-width: 60rem) { main { grid-template-columns: 1fr; } section { height: 34rem; } }
ol { list-style: none; margin: 0; padding: .9rem; flex: 1; overflow-y: auto; overflow-wrap: anywhere; }
ol:empty::before { content: "Nothing yet."; color: var(--soft); }
nav { display: flex; gap: .4rem; padding: .5rem .9rem; overflow-x: auto; border-bottom: 1px solid var(--line); }
nav:empty { display: none; }
nav button[aria-current] { background: var(--accent); color: var(--card); border-color: var(--accent); }
#chat { display: flex; flex-direction: column; gap: .6rem; background: var(--ground); }
#chat li { max-width: 85%; padding: .5rem .75rem; border-radius: .75rem; background: var(--card); align-self: flex-start; }
#chat li.written { background: var(--written); align-self: flex-end; }
.said { white-space: pre-wrap; margin: 0; }
.facts { color: var(--soft); font-size: .8rem; margin: 0; }
#mailbox li, #calls li { padding-bottom: .8rem; margin-bottom: .8rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0; }
iframe { width: 100%; height: 15rem; border: 1px solid var(--line); border-radius: .4rem; background: #fff; margin-top: .4rem; }
details summary { cursor: pointer; color: var(--soft); font-size: .8rem; }
pre { margin: .3rem 0 0; font-size: .75rem; white-space: pre-wrap; max-height: 18rem; overflow: auto; }
form label { font-size: .8rem; color: var(--soft); flex: 1; }
#reply-form { padding: .6rem .9rem; border-top: 1px solid var(--line); display: grid; gap: .4rem; }
.pair { display: flex; gap: .5rem; } .last { align-items: flex-end; }
input { display: block; width: 100%; }
input, button {
  font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--card); padding: .35rem .6rem;
  border: 1px solid var(--line); border-radius: .5rem;
}
button { cursor: pointer; white-space: nowrap; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
#key-form { display: grid; gap: .4rem; max-width: 30rem; } #key-form[hidden] { display: none; }
.acts { display: flex; flex-wrap: wrap; gap: .4rem; align-items: baseline; margin: .3rem 0 0; }
.acts button { font-size: .8rem; padding: .15rem .5rem; }
#switches { display: grid; gap: .4rem 1rem; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); padding: .4rem 0; }
#switches .checkbox { display: flex; gap: .4rem; align-items: center; } #switches .checkbox input { width: auto; }
table { border-collapse: collapse; font-size: .85rem; }
th, td { text-align: left; overflow-wrap: anywhere; padding: .2rem 1rem .2rem 0; }
`;

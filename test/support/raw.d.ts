/** A file's text, put in when tests are built: workerd has no files. */
declare module "*.md?raw" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: the form that Vite gives it
  export default text;
}

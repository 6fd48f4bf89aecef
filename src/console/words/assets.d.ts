// What importing a file that is no TypeScript gives: a catalogue its ids and sentences, a style sheet nothing.

declare module "*.po" {
  const catalogue: Readonly<Record<string, string>>;
  export default catalogue;
}

declare module "*.css";

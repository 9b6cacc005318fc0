import { keepsDocument } from "./keeps.ts";

keepsDocument("public");

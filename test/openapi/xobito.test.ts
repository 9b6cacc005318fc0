import { keepsDocument } from "./keeps.ts";

keepsDocument("xobito");

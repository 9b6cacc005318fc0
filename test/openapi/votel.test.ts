import { keepsDocument } from "./keeps.ts";

keepsDocument("votel");

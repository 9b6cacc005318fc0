// What every dialect says about itself, by its name.
import type { DialectName } from "../model/key.ts";
import type { Description } from "./operation.ts";
import { publicDescription } from "./public/describe.ts";
import { votelDescription } from "./votel/describe.ts";
import { whautoDescription } from "./whauto/describe.ts";
import { xobitoDescription } from "./xobito/describe.ts";

/** In the order in which they are shown. */
export const descriptions: Record<DialectName, Description> = {
  public: publicDescription,
  whauto: whautoDescription,
  votel: votelDescription,
  xobito: xobitoDescription,
};

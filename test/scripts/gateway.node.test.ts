import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { freePort, startGateway } from "../../scripts/gateway.ts";

describe("starting the gateway", () => {
  it("is refused at once, with what to do, when the port is taken", async () => {
    const port = await freePort();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "localhost", resolve));
    await expect(startGateway({ port, stateDir: "never-created" })).rejects.toThrow(
      `Port ${port} is taken`,
    );
    await new Promise((resolve) => server.close(resolve));
  });
});

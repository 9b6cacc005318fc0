// A commit waits for the disk, and an object that holds many leads has many requests at a time. Those that come
// together write in one turn, so that they share one commit. Who is alone waits for nobody.

export type Together = ReturnType<typeof createTogether>;

export function createTogether() {
  let requests = 0;
  let soon: Promise<void> | null = null;

  return {
    /** Counts a request of the object for as long as it runs. */
    async during<T>(request: () => Promise<T>): Promise<T> {
      requests++;
      try {
        return await request();
      } finally {
        requests--;
      }
    },

    /** Settles in one turn for all who wait, about a millisecond later; at once for a request that is alone. */
    async turn(): Promise<void> {
      if (requests <= 1) return;
      soon ??= new Promise((resolve) => {
        setTimeout(() => {
          soon = null;
          resolve();
        }, 0);
      });
      await soon;
    },
  };
}

// Calls of objects that break, and objects that another instance of themselves has replaced.
import { inTheWorld, moveClock } from "./clock.ts";
import { faults, happens } from "./faults.ts";

const overloaded = () =>
  Object.assign(new Error("Durable Object is overloaded. Too many requests queued."), {
    overloaded: true,
  });
const broken = () => Object.assign(new Error("Network connection lost."), { retryable: true });

/** A namespace whose stubs break. `fetch` of a stub is left alone: only the simulator has one. */
export function namespaceDouble<T extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<T>,
): Pick<DurableObjectNamespace<T>, "getByName"> {
  return {
    getByName: (name) => {
      const stub = namespace.getByName(name);
      const call = async (method: string, given: unknown[]) => {
        const { stub: wrong } = faults();
        if (happens(wrong.overloaded)) throw overloaded();
        if (happens(wrong.before)) throw broken();
        const methods = stub as unknown as Record<
          string,
          (...given: unknown[]) => Promise<unknown>
        >;
        const result = await methods[method]?.(...given);
        moveClock();
        if (happens(faults().stub.after)) throw broken();
        return result;
      };
      return new Proxy(stub, {
        get: (_, method) =>
          typeof method === "string" && method !== "then"
            ? (...given: unknown[]) => call(method, given)
            : undefined,
      });
    },
  };
}

const originals = new WeakMap<object, DurableObjectState>();

/** The state behind its double: the runtime takes nothing else. */
export const originalState = (state: DurableObjectState): DurableObjectState =>
  originals.get(state) ?? state;

/** An object's state whose alarms follow the test's clock and whose writes may find it replaced. */
export function stateDouble(state: DurableObjectState): DurableObjectState {
  const { storage } = state;
  const write = <T>(work: () => T): T => {
    const { superseded, slowMs } = faults().storage;
    const until = performance.now() + slowMs;
    while (performance.now() < until);
    if (happens(superseded)) {
      state.abort("This instance was superseded.");
      throw new Error("This instance was superseded.");
    }
    return work();
  };
  const storageDouble = through(storage, {
    setAlarm: (at: number) => storage.setAlarm(inTheWorld(at)),
    transactionSync: <T>(work: () => T) => write(() => storage.transactionSync(work)),
  });
  const double = through(state, { storage: storageDouble });
  originals.set(double, state);
  return double;
}

/** The object with some members replaced; native methods keep their own `this`. */
function through<T extends object>(target: T, replaced: Record<string, unknown>): T {
  return new Proxy(target, {
    get(_, name) {
      if (typeof name === "string" && Object.hasOwn(replaced, name)) return replaced[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

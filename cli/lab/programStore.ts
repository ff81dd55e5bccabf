/** What the Pulumi SDK keeps for one program: what the engine can do, the configuration, and so on. */
interface Store {
  resourcePackages?: unknown;
  resourceModules?: unknown;
}

/** Where every copy of the SDK in this process finds its stores. */
interface SdkGlobals {
  asyncLocalStorage?: { getStore(): Store | undefined };
  globalStore?: Store;
}

/**
 * Makes the store of the running program the one of the whole process, which runs no other program.
 *
 * The Automation API gives a program a store that only calls made by the program see. The engine calls
 * a transform from outside; the SDK then finds an empty store, takes it that the engine knows no
 * secrets, and sends the transformed ones unmarked, so that the state would hold them in clear.
 */
export function shareProgramStore(): void {
  const globals = globalThis as SdkGlobals;
  const store = globals.asyncLocalStorage?.getStore();
  if (store === undefined) return;
  const { resourcePackages, resourceModules } = globals.globalStore ?? {};
  // Packages that were loaded before register there.
  if (resourcePackages !== undefined) Object.assign(store, { resourcePackages, resourceModules });
  globals.globalStore = store;
}

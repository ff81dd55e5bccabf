import { appendFileSync } from "node:fs";
import { startLabServers } from "@vmnet/simulator/provider/server";
import { Estate } from "@vmnet/simulator/estate/estate";
import { exitCode, UserError } from "../terminal";
import { FaultPlan } from "@vmnet/simulator/faults/index";
import { FileLock, isDead, LockedError } from "../lock/fileLock";
import { killerFor } from "./killer";
import type { LabPaths } from "./paths";
import { preparePlugins, sdkVersions } from "./plugins";
import type { LabSettings } from "./settings";
import { markAll } from "./unfinished";

/** Purpose of the process that keeps the systems running, as its lock says. */
export const SERVING = "vmnet lab serve";

/** The simulated systems as an engine reaches them. */
export interface Systems {
  /** Value of `PULUMI_DEBUG_PROVIDERS`. */
  debugProviders: string;
  /** The estate, for questions after the run. */
  estate: Estate;
  /** A message for the reader, if taking the lab over from a dead process was needed. */
  note?: string;
  /** False when the process behind them has died. */
  areAlive(): boolean;
  close(): void;
}

/** Opens the estate as it is on the disk. */
export function openEstate(paths: LabPaths, settings: LabSettings): Estate {
  try {
    return Estate.open({ inventory: settings.inventory, stateFile: paths.estate });
  } catch (error) {
    if (error instanceof Error && /^(InventoryError|StateFileError)$/.test(error.name)) {
      throw new UserError(error.message);
    }
    throw error;
  }
}

/** The systems, and the lock that this process holds for as long as it writes the estate. */
async function startHere(
  root: string,
  paths: LabPaths,
  settings: LabSettings,
  lock: FileLock,
): Promise<Systems> {
  try {
    const estate = openEstate(paths, settings);
    const servers = await startLabServers({
      estate,
      versions: sdkVersions(root),
      ...(settings.faults
        ? { injected: { plan: new FaultPlan(settings.faults), kill: killerFor(paths.engines) } }
        : {}),
      onFault: (error, method, token) => {
        const stack = error instanceof Error ? error.stack : String(error);
        appendFileSync(
          paths.log,
          `${new Date().toISOString()} ${method} ${token ?? ""}\n${stack}\n`,
        );
      },
    });
    preparePlugins(paths.home, servers.servers);
    const { replaced } = lock;
    if (replaced) markAll(paths, replaced);
    const note =
      replaced &&
      `took the lab over from ${replaced.purpose} (process ${replaced.pid}), which has died`;
    return {
      debugProviders: servers.debugProviders,
      estate,
      ...(note ? { note } : {}),
      areAlive: () => true,
      close: () => {
        servers.close();
        estate.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * The systems that a lab command runs against: those of a running `vmnet lab serve`, or a pair
 * of servers in this process. Only one process at a time may write the estate.
 */
export async function startSystems(
  root: string,
  paths: LabPaths,
  settings: LabSettings,
  purpose: string,
): Promise<Systems> {
  let lock: FileLock;
  try {
    lock = FileLock.take(paths.lock, purpose);
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    const { holder } = error;
    const debugProviders = holder.purpose === SERVING ? holder.details?.debugProviders : undefined;
    if (!debugProviders) throw new UserError(busyMessage(error), exitCode.failed);
    if (settings.faultsFile) {
      throw new UserError(
        `--faults ${settings.faultsFile}: the systems are those of ${SERVING} ` +
          `(process ${holder.pid}), and it was started without. Run vmnet lab stop first, or ` +
          "give --faults to vmnet lab serve.",
      );
    }
    const estate = openEstate(paths, settings);
    const areAlive = () => !isDead(holder);
    return { debugProviders, estate, areAlive, close: () => undefined };
  }
  return startHere(root, paths, settings, lock);
}

/** The systems for other processes: the lock tells them where to find the servers. */
export async function serveSystems(
  root: string,
  paths: LabPaths,
  settings: LabSettings,
): Promise<Systems> {
  let lock: FileLock;
  try {
    lock = FileLock.take(paths.lock, SERVING);
  } catch (error) {
    throw error instanceof LockedError ? new UserError(busyMessage(error), exitCode.failed) : error;
  }
  const systems = await startHere(root, paths, settings, lock);
  lock.publish({ debugProviders: systems.debugProviders });
  return systems;
}

export function busyMessage({ holder }: LockedError): string {
  return (
    `The lab is in use: ${holder.purpose}, process ${holder.pid} on ${holder.hostname}, since ${holder.since}. ` +
    "Wait for it to end, or stop it."
  );
}

import { pathToFileURL } from "node:url";
import type { LabPaths } from "./paths";

/** Opens nothing but labs; it is no secret. */
export const LAB_PASSPHRASE = "vmnet-lab";

/** Credentials that the simulated systems accept (they accept any). */
export const labCredentials: Record<string, string> = {
  VSPHERE_SERVER: "vcenter.lab.example",
  VSPHERE_USER: "lab@vsphere.local",
  VSPHERE_PASSWORD: "lab",
  VSPHERE_ALLOW_UNVERIFIED_SSL: "true",
  NSXT_MANAGER_HOST: "nsx.lab.example",
  NSXT_USERNAME: "lab",
  NSXT_PASSWORD: "lab",
  NSXT_ALLOW_UNVERIFIED_SSL: "true",
};

/** What makes an engine use the lab's state and systems instead of a team's. */
export function labVariables(paths: LabPaths, debugProviders: string): Record<string, string> {
  return {
    PULUMI_DEBUG_PROVIDERS: debugProviders,
    // Without side files: they are not written in one step, so that a kill can spoil them.
    PULUMI_BACKEND_URL: `${pathToFileURL(paths.state).href}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: LAB_PASSPHRASE,
    // Own log-ins and plugins: the user's stay as they are.
    PULUMI_HOME: paths.home,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...labCredentials,
  };
}

// What a user's shell may hold and what would lead a lab's engine to the team's state or service.
const foreign = [
  "PULUMI_ACCESS_TOKEN",
  "PULUMI_API",
  "PULUMI_CONFIG_PASSPHRASE_FILE",
  "PULUMI_STACK",
  "PULUMI_CONFIG",
  "PULUMI_DEBUG_LANGUAGES",
];

/** Environment of the engine that the lab starts. */
export function engineEnvironment(
  paths: LabPaths,
  debugProviders: string,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const rest = Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.includes(name)));
  return {
    ...rest,
    ...labVariables(paths, debugProviders),
    PULUMI_AUTOMATION_API: "true",
    PULUMI_DISABLE_CI_DETECTION: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    PULUMI_DIY_BACKEND_NO_LEGACY_WARNING: "true",
  };
}

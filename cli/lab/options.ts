/** Options that every lab command takes. */
export interface LabOptions {
  cwd?: string;
  inventory?: string;
  /** File with faults that the simulated systems have on purpose. */
  faults?: string;
  stack?: string;
}

/** Options of preview, up, refresh and destroy. */
export interface OperationOptions extends LabOptions {
  json?: boolean;
  debug?: boolean;
  expectNoChanges?: boolean;
  refresh?: boolean;
  target?: string[];
  policyPack?: string[];
  parallel?: number;
}

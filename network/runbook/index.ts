/** Runbooks: what an operator types, with this stack's own names (R08, R51 to R53). */
export { siteFacts, vmkernelAdapters, type HostNames } from "./facts";
export { runbookOf } from "./runbook";
export { runbookHtml, runbookMarkdown } from "./render";
export type { SiteFacts } from "./types";

/** Captures the foreign program in this process and prints what a test wants to know. */
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { capture } from "@vmnet/simulator/capture/capture";
import { fakeEstate } from "../fakeEstate";

void capture({
  projectDir: join(__dirname, "foreign"),
  stack: "dev",
  project: "foreign",
  config: { "foreign:password": "hunter2" },
  estate: fakeEstate(),
  preview: false,
}).then(({ errors, outputs }) => {
  const interfaces = Object.keys(networkInterfaces());
  process.stdout.write(JSON.stringify({ errors, outputs, interfaces }));
});

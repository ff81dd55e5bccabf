import { readNamedFile } from "../../../cli/model/sources";
import { folderWith } from "../folder";

describe("a file that the command line names", () => {
  test("fails in words when it is a folder, or not there", () => {
    const folder = folderWith();
    expect(() => readNamedFile("--export", ".", folder)).toThrow("--export .: this is a folder");
    expect(() => readNamedFile("--export", "no", folder)).toThrow("there is no such file");
  });
});

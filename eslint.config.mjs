import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** What a folder may not import; design: stacks -> components -> network; cli -> simulator -> network. */
function mayNotImport(folder, patterns) {
  return {
    files: [`${folder}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: patterns.map((regex) => ({
            regex,
            message: `${folder}/ must not import this: see docs/architecture.md`,
          })),
        },
      ],
    },
  };
}

const upwards = (names) => `^(\\.\\./)+(${names})(/|$)`;

export default tseslint.config(
  { ignores: ["**/bin/", "**/node_modules/", "sdks/", "coverage/", ".vmnet/", "test/artefacts/"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    languageOptions: { parserOptions: { tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/unified-signatures": "off",
      "no-console": "error",
    },
  },
  {
    files: ["**/*.mjs", "**/*.cjs", "**/*.js"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        require: "readonly",
        module: "writable",
        exports: "writable",
        __dirname: "readonly",
        URL: "readonly",
        Buffer: "readonly",
        setTimeout: "readonly",
      },
    },
    rules: { "@typescript-eslint/no-require-imports": "off", "no-console": "off" },
  },
  { files: ["test/**/*.ts"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
  mayNotImport("network", [
    upwards("components|stacks|simulator|cli|policy|sdks"),
    "^@pulumi/",
    "^@vmnet/",
    "^node:",
    "^(fs|os|path|child_process|http|net)$",
  ]),
  mayNotImport("components", [upwards("stacks|simulator|cli|policy"), "^@vmnet/", "^zod$"]),
  mayNotImport("stacks", [upwards("simulator|cli|policy"), "^@vmnet/"]),
  mayNotImport("simulator", [upwards("components|stacks|cli|policy"), "^vmnet$", "^@vmnet/cli"]),
  mayNotImport("policy", [upwards("components|stacks|simulator|cli"), "^@vmnet/", "^vmnet$"]),
  mayNotImport("cli", [upwards("components|stacks|policy"), "^vmnet$"]),
);

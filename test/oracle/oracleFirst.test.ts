import { testShard } from "./run";

testShard(0);

import * as fc from "fast-check";

import { gigabit, inMegabits, kilobit, megabit } from "../../network/bandwidth";
import { mostReserved, reservationMbit, sumReservations } from "../../network/nioc";
import { thrownBy } from "./throws";

test("the rest of an uplink stays free of reservations: 7.5 of 10 Gbit/s may be kept", () => {
  expect(mostReserved(gigabit(10))).toEqual(megabit(7500));
});

test("a class without a reservation counts with the least that can be written", () => {
  expect(reservationMbit(undefined)).toBe(1);
  expect(sumReservations({ vmotion: megabit(500), nfs: undefined }, gigabit(1))).toEqual(
    megabit(501),
  );
});

test("the sum is refused exactly above three quarters of the slowest uplink", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 100, max: 25_000 }),
      (rates, speed) => {
        const classes = Object.fromEntries(rates.map((rate, at) => [`class${at}`, megabit(rate)]));
        const sum = rates.reduce((total, rate) => total + rate, 0);
        const check = () => sumReservations(classes, megabit(speed));
        if (sum * 4 <= speed * 3) {
          expect(inMegabits(check())).toBe(sum);
        } else {
          expect(thrownBy(check).what).toContain("75 %");
        }
      },
    ),
  );
});

test("fails with the sum, what is allowed, and the classes that could give way", () => {
  const call = () =>
    sumReservations(
      { vmotion: gigabit(6), virtualMachine: gigabit(2), nfs: undefined },
      gigabit(10),
    );
  const { message } = thrownBy(call);
  expect(message).toContain("8001 Mbit/s");
  expect(message).toContain("at most 7500 Mbit/s of an uplink of 10 Gbit/s");
  expect(message).toContain("vmotion, virtualMachine");
});

test("fails for a rate that the API cannot express", () => {
  const call = () => sumReservations({ vmotion: kilobit(1500) }, gigabit(1));
  expect(thrownBy(call).what).toContain("whole number of Mbit/s");
});

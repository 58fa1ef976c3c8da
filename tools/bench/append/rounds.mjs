const warmUpMs = 500;

/** Events per second of each contender, round by round; each round lets everyone run, one after the other, on empty tables. */
export async function alternatingRounds(contenders, { rounds, seconds, label }) {
  const rates = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    const shown = [];
    for (const contender of contenders) {
      await contender.reset();
      const rate = await measure(contender, seconds * 1000);
      rates.get(contender.name).push(rate);
      shown.push(`${contender.name} ${Math.round(rate).toLocaleString('en')}`);
    }
    console.log(`${label}, round ${round} of ${rounds}: ${shown.join(', ')} events/s`);
  }
  return rates;
}

async function measure(contender, forMs) {
  const [startsAt, endsAt] = [performance.now() + warmUpMs, performance.now() + warmUpMs + forMs];
  let events = 0;
  await contender.run(
    () => performance.now() >= endsAt,
    (count) => {
      const now = performance.now();
      if (now >= startsAt && now < endsAt) events += count;
    },
  );
  return (events * 1000) / forMs;
}

import { expect, test } from 'vitest';
import { ExportSlots } from '../../../src/exports/slots.ts';

test('the fifth waits for one of four, and giving a slot back twice gives back one', async () => {
  const slots = new ExportSlots();
  const held = await Promise.all(Array.from({ length: 4 }, () => slots.take()));
  await expect(slots.take(5)).rejects.toThrow(/4 exports run already/);
  const [fifth, sixth] = [slots.take(1000), slots.take(20)];
  held[0]?.();
  held[0]?.();
  await expect(fifth).resolves.toBeTypeOf('function');
  await expect(sixth).rejects.toThrow(/try again/);
});

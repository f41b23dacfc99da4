const TONES_HZ = [660, 880] as const;
const TONE_S = 0.14;

/** Two soft tones, made here: no file to load. */
export function chime(): void {
  try {
    const context = new AudioContext();
    TONES_HZ.forEach((frequency, i) => {
      const tone = context.createOscillator();
      const loudness = context.createGain();
      const from = context.currentTime + i * TONE_S;
      tone.frequency.value = frequency;
      loudness.gain.setValueAtTime(0.0001, from);
      loudness.gain.exponentialRampToValueAtTime(0.12, from + 0.02);
      loudness.gain.exponentialRampToValueAtTime(0.0001, from + TONE_S);
      tone.connect(loudness).connect(context.destination);
      tone.start(from);
      tone.stop(from + TONE_S);
    });
    setTimeout(() => void context.close(), 1000);
  } catch {
    // No sound here: the number on the bell says the same.
  }
}

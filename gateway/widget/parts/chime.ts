import type { Parts } from '../look/kit.ts';

/** Two soft tones, made on the spot: no file is fetched. */
const chime: Parts['chime'] = () => {
  const audio = new AudioContext();
  const end = audio.currentTime + 0.5;
  for (const [at, pitch] of [
    [0, 660],
    [0.12, 880],
  ] as const) {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, audio.currentTime + at);
    loudness.gain.linearRampToValueAtTime(0.08, audio.currentTime + at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, end);
    tone.connect(loudness).connect(audio.destination);
    tone.start(audio.currentTime + at);
    tone.stop(end);
  }
  setTimeout(() => void audio.close(), 1000);
};

export default chime;

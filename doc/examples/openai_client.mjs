import fs from 'node:fs';
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: 'http://127.0.0.1:8080/v1', apiKey: 'YOUR_API_KEY' });

const response = await client.audio.speech.create({
  model: 'gpt-4o-mini-tts',
  voice: 'nova',
  input: '你好，this is the official client talking to a voice of our own.',
});
fs.writeFileSync('speech.mp3', Buffer.from(await response.arrayBuffer()));

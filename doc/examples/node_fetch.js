const fs = require('fs');
const fetch = require('node-fetch');

async function generateSpeech(text, voice = 'Cherry') {
  try {
    const response = await fetch('http://127.0.0.1:8080/v1/audio/speech', {
      method: 'POST',
      headers: {
        'Authorization': 'Bearer YOUR_API_KEY',
        'Content-Type': 'application/json'
      },
      body: JSON.stringify({
        model: 'qwen-tts-latest',
        input: text,
        voice: voice
      })
    });

    if (response.ok) {
      const buffer = await response.buffer();
      fs.writeFileSync('audio.wav', buffer);
      console.log('Audio file saved as audio.wav');
    } else {
      const error = await response.json();
      console.error('API error:', error);
    }
  } catch (error) {
    console.error('Request failed:', error);
  }
}

// Usage example
generateSpeech('Welcome to Node.js speech synthesis!', 'Dylan');

async function generateSpeech(text, voice = 'Cherry') {
  const response = await fetch('/v1/audio/speech', {
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
    const audioBlob = await response.blob();
    const audioUrl = URL.createObjectURL(audioBlob);

    // Play audio
    const audio = new Audio(audioUrl);
    audio.play();

    return audioUrl;
  } else {
    const error = await response.json();
    throw new Error(error.error.message);
  }
}

// Usage example
generateSpeech('Hello, world!', 'Serena');

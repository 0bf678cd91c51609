curl -X POST "http://127.0.0.1:8080/v1/audio/speech" \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "model": "qwen-tts",
    "input": "Hello, this is a speech synthesis test",
    "voice": "Cherry"
  }' \
  --output audio.wav

curl -X POST "http://127.0.0.1:8080/v1/audio/speech" \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "model": "qwen-tts-latest",
    "input": "Welcome to the Tongyi Qianwen speech synthesis service, I’m Jada!",
    "voice": "Jada",
    "speed": 1.2
  }' \
  --output audio_jada.wav

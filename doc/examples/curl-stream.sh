curl -X POST "http://127.0.0.1:8080/v1/audio/speech" \
  -H "Authorization: Bearer YOUR_API_KEY" \
  -H "Content-Type: application/json" \
  -H "X-DashScope-SSE: enable" \
  -d '{
    "model": "qwen-tts",
    "input": "This is a longer piece of text; using a streaming response can provide a better experience...",
    "voice": "Chelsie"
  }' \
  --no-buffer

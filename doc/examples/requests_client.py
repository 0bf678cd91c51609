import requests
import io

def generate_speech(text, voice='Cherry', model='qwen-tts-latest'):
    url = 'http://127.0.0.1:8080/v1/audio/speech'
    headers = {
        'Authorization': 'Bearer YOUR_API_KEY',
        'Content-Type': 'application/json'
    }
    data = {
        'model': model,
        'input': text,
        'voice': voice
    }

    response = requests.post(url, headers=headers, json=data)

    if response.status_code == 200:
        return response.content
    else:
        raise Exception(f"API Error: {response.status_code} - {response.text}")

# Usage example
audio_content = generate_speech('Hello, this is a Python call example!', 'Ethan')

# Save the audio file
with open('output.wav', 'wb') as f:
    f.write(audio_content)

from openai import OpenAI

client = OpenAI(base_url='http://127.0.0.1:8080/v1', api_key='YOUR_API_KEY')

with client.audio.speech.with_streaming_response.create(
    model='tts-1',
    voice='alloy',
    input='你好，this is the official client talking to a voice of our own.',
) as response:
    response.stream_to_file('speech.mp3')

/* onnx_weights.h - the network's tensors inside the public int8 ONNX export of Kokoro-82M.
 *
 * Small float tensors (biases, norms, Snake alphas) carry their PyTorch name behind "encoder." or
 * "decoder.".  Weights are anonymous; each is found through the node that uses it, because a
 * node's name is the module path with slashes:
 *
 *     predictor.F0.1.conv1.weight   /encoder/F0.1/conv1/Conv_quant      ConvInteger, uint8
 * [co,ci,k] bert_encoder.weight           /encoder/bert_encoder/MatMul_quant  MatMulInteger, int8
 * [ci,co] text_encoder.lstm.weight_...  /encoder/text_encoder/lstm/LSTM_quant DynamicQuantizeLSTM
 *     text_encoder.embedding.weight /encoder/text_encoder/embedding/Gather_quant
 *
 * and its scale by the path that the node's result takes.  Dequantised: (q - zero point) * scale.
 * The export's LSTM gates are i, o, f, c; PyTorch's, and ours, are i, f, g (= c), o.
 *
 * One thread. */
#ifndef MODEL_KOKORO_ONNX_WEIGHTS_H
#define MODEL_KOKORO_ONNX_WEIGHTS_H

#include "model/kokoro/onnx.h"
#include "model/kokoro/tensors.h"

struct onnx_weights;

/* m is lent until close. */
NODISCARD int onnx_weights_open(struct onnx_weights **out, const struct onnx *m, struct err *e);
void onnx_weights_close(struct onnx_weights *w); /* NULL is fine */

/* These two make a struct kokoro_source (import_kokoro.h); ctx is a struct onnx_weights.
 *
 * The tensor's values in PyTorch's layout.  E_FORMAT: not there, of another shape, already given
 * under another module's name, or damaged. */
NODISCARD int onnx_weights_read(void *ctx, const struct kokoro_tensor *t, float *values,
                                struct err *e);

/* E_FORMAT when the file has quantised weights that nobody asked for. */
NODISCARD int onnx_weights_all_read(void *ctx, struct err *e);

#endif

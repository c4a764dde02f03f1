#include "reference_model.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace reference {
namespace {

constexpr int mask_token = 32;
constexpr int residue_limit = 1024;

// One row a token.
using Rows = std::vector<std::vector<double>>;

const Tensor &at(const Weights &weights, const std::string &name) { return weights.at(name); }

std::size_t width(const Rows &rows) { return rows.front().size(); }

// y = x W^T + b, `prefix`.bias being optional as in torch.nn.Linear.
Rows linear(const Rows &rows, const Weights &weights, const std::string &prefix) {
  const Tensor &weight = at(weights, prefix + ".weight");
  const auto bias = weights.find(prefix + ".bias");
  const auto outputs = static_cast<std::size_t>(weight.shape[0]);
  const auto inputs = static_cast<std::size_t>(weight.shape[1]);
  Rows result;
  for (const auto &row : rows) {
    std::vector<double> output(outputs);
    for (std::size_t o = 0; o < outputs; ++o) {
      double sum = bias == weights.end() ? 0.0 : bias->second.values[o];
      for (std::size_t i = 0; i < inputs; ++i) sum += row[i] * weight.values[o * inputs + i];
      output[o] = sum;
    }
    result.push_back(std::move(output));
  }
  return result;
}

Rows layer_norm(const Rows &rows, const Weights &weights, const std::string &prefix,
                double epsilon) {
  const auto &gain = at(weights, prefix + ".weight").values;
  const auto &bias = at(weights, prefix + ".bias").values;
  Rows result = rows;
  for (auto &row : result) {
    const auto size = static_cast<double>(row.size());
    double mean = 0, variance = 0;
    for (double value : row) mean += value / size;
    for (double value : row) variance += (value - mean) * (value - mean) / size;
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = (row[i] - mean) / std::sqrt(variance + epsilon) * gain[i] + bias[i];
    }
  }
  return result;
}

Rows add(Rows left, const Rows &right) {
  for (std::size_t t = 0; t < left.size(); ++t) {
    for (std::size_t i = 0; i < left[t].size(); ++i) left[t][i] += right[t][i];
  }
  return left;
}

double gelu(double x) { return 0.5 * x * (1.0 + std::erf(x / std::sqrt(2.0))); }

std::vector<double> softmax(std::vector<double> values) {
  const double largest = *std::max_element(values.begin(), values.end());
  double sum = 0;
  for (double &value : values) sum += value = std::exp(value - largest);
  for (double &value : values) value /= sum;
  return values;
}

Rows embed(const Weights &weights, const std::vector<int32_t> &tokens) {
  const Tensor &table = at(weights, "embeddings.word_embeddings.weight");
  Rows rows;
  for (int32_t token : tokens) {
    const auto begin = table.values.begin() + token * table.shape[1];
    rows.emplace_back(begin, begin + table.shape[1]);
  }
  return rows;
}

// softmax(score + bias) v for each head; `bias(head, i, j)` is added to q_i . k_j / sqrt(d).
Rows attention(const Rows &q, const Rows &k, const Rows &v, int head_count,
               const std::function<double(int, std::size_t, std::size_t)> &bias) {
  const std::size_t head_size = width(q) / static_cast<std::size_t>(head_count);
  const double scale = 1.0 / std::sqrt(static_cast<double>(head_size));
  Rows result(q.size(), std::vector<double>(width(q)));
  for (int head = 0; head < head_count; ++head) {
    const std::size_t first = static_cast<std::size_t>(head) * head_size;
    for (std::size_t i = 0; i < q.size(); ++i) {
      std::vector<double> scores(k.size());
      for (std::size_t j = 0; j < k.size(); ++j) {
        double product = 0;
        for (std::size_t d = first; d < first + head_size; ++d) product += q[i][d] * k[j][d];
        scores[j] = product * scale + bias(head, i, j);
      }
      const auto shares = softmax(std::move(scores));
      for (std::size_t j = 0; j < v.size(); ++j) {
        for (std::size_t d = first; d < first + head_size; ++d) {
          result[i][d] += shares[j] * v[j][d];
        }
      }
    }
  }
  return result;
}

// x cos + rotate_half(x) sin in each head, the halves of a head being the pairs.
void rotate(Rows &rows, int head_count, const std::vector<double> &frequencies) {
  const std::size_t head_size = width(rows) / static_cast<std::size_t>(head_count);
  const std::size_t half = head_size / 2;
  for (std::size_t t = 0; t < rows.size(); ++t) {
    for (std::size_t first = 0; first < rows[t].size(); first += head_size) {
      for (std::size_t i = 0; i < half; ++i) {
        const double angle = static_cast<double>(t) * frequencies[i];
        const double low = rows[t][first + i], high = rows[t][first + half + i];
        rows[t][first + i] = low * std::cos(angle) - high * std::sin(angle);
        rows[t][first + half + i] = high * std::cos(angle) + low * std::sin(angle);
      }
    }
  }
}

std::vector<double> mean(const Rows &rows, std::size_t begin, std::size_t end) {
  std::vector<double> result(width(rows));
  for (std::size_t t = begin; t < end; ++t) {
    for (std::size_t i = 0; i < result.size(); ++i) {
      result[i] += rows[t][i] / static_cast<double>(end - begin);
    }
  }
  return result;
}

// The columns [begin, end) of each row.
Rows columns(const Rows &rows, std::size_t begin, std::size_t end) {
  Rows result;
  for (const auto &row : rows) {
    result.emplace_back(row.begin() + static_cast<std::ptrdiff_t>(begin),
                        row.begin() + static_cast<std::ptrdiff_t>(end));
  }
  return result;
}

}  // namespace

std::vector<double> rotary_frequencies(int head_size) {
  std::vector<double> result;
  for (int i = 0; i < head_size; i += 2) {
    const float exponent = static_cast<float>(i) / static_cast<float>(head_size);
    result.push_back(static_cast<double>(1.0F / std::pow(10000.0F, exponent)));
  }
  return result;
}

std::vector<double> alibi_slopes(int head_count) {
  int power = 1;
  while (power * 2 <= head_count) power *= 2;
  std::vector<double> result;
  for (int k = 1; k <= power; ++k) result.push_back(std::pow(2.0, -8.0 * k / power));
  for (int k = 1; k <= head_count - power; ++k) {
    result.push_back(std::pow(2.0, -8.0 * (2 * k - 1) / (2 * power)));
  }
  return result;
}

std::vector<double> esm2_embedding(const Shape &shape, const Weights &weights,
                                   const std::vector<int32_t> &tokens) {
  Rows x = embed(weights, tokens);
  if (shape.token_dropout) {
    const auto masked = std::count(tokens.begin(), tokens.end(), mask_token);
    const double ratio = static_cast<double>(masked) / static_cast<double>(tokens.size());
    for (std::size_t t = 0; t < x.size(); ++t) {
      for (double &value : x[t]) {
        value = tokens[t] == mask_token ? 0.0 : value * (1.0 - 0.15 * 0.8) / (1.0 - ratio);
      }
    }
  }

  for (int n = 0; n < shape.layer_count; ++n) {
    const std::string layer = "encoder.layer." + std::to_string(n) + ".";
    const std::string self = layer + "attention.self.";
    const auto given = weights.find(self + "rotary_embeddings.inv_freq");
    const auto frequencies = given == weights.end()
                                 ? rotary_frequencies(shape.hidden_size / shape.head_count)
                                 : given->second.values;

    const Rows normed =
        layer_norm(x, weights, layer + "attention.LayerNorm", shape.layer_norm_epsilon);
    Rows q = linear(normed, weights, self + "query");
    Rows k = linear(normed, weights, self + "key");
    const Rows v = linear(normed, weights, self + "value");
    rotate(q, shape.head_count, frequencies);
    rotate(k, shape.head_count, frequencies);
    const Rows attended =
        attention(q, k, v, shape.head_count, [](int, std::size_t, std::size_t) { return 0.0; });
    x = add(x, linear(attended, weights, layer + "attention.output.dense"));

    Rows hidden = linear(layer_norm(x, weights, layer + "LayerNorm", shape.layer_norm_epsilon),
                         weights, layer + "intermediate.dense");
    for (auto &row : hidden) std::transform(row.begin(), row.end(), row.begin(), gelu);
    x = add(x, linear(hidden, weights, layer + "output.dense"));
  }

  x = layer_norm(x, weights, "encoder.emb_layer_norm_after", shape.layer_norm_epsilon);
  const std::size_t residues = std::min<std::size_t>(tokens.size() - 2, residue_limit);
  return mean(x, 1, 1 + residues);
}

std::vector<double> dnabert_s_embedding(const Shape &shape, const Weights &weights,
                                        const std::vector<int32_t> &tokens) {
  Rows x = embed(weights, tokens);
  const auto &types = at(weights, "embeddings.token_type_embeddings.weight").values;
  for (auto &row : x) {
    for (std::size_t i = 0; i < row.size(); ++i) row[i] += types[i];
  }
  x = layer_norm(x, weights, "embeddings.LayerNorm", shape.layer_norm_epsilon);

  const auto slopes = alibi_slopes(shape.head_count);
  const auto hidden = static_cast<std::size_t>(shape.hidden_size);
  const auto intermediate = static_cast<std::size_t>(shape.intermediate_size);
  for (int n = 0; n < shape.layer_count; ++n) {
    const std::string layer = "encoder.layer." + std::to_string(n) + ".";
    const Rows qkv = linear(x, weights, layer + "attention.self.Wqkv");
    const Rows attended = attention(columns(qkv, 0, hidden), columns(qkv, hidden, 2 * hidden),
                                    columns(qkv, 2 * hidden, 3 * hidden), shape.head_count,
                                    [&](int head, std::size_t i, std::size_t j) {
                                      const double distance =
                                          std::abs(static_cast<double>(i) - static_cast<double>(j));
                                      return -slopes[static_cast<std::size_t>(head)] * distance;
                                    });
    x = layer_norm(add(x, linear(attended, weights, layer + "attention.output.dense")), weights,
                   layer + "attention.output.LayerNorm", shape.layer_norm_epsilon);

    const Rows both = linear(x, weights, layer + "mlp.gated_layers");
    Rows gated = columns(both, 0, intermediate);
    for (std::size_t t = 0; t < gated.size(); ++t) {
      for (std::size_t i = 0; i < intermediate; ++i) {
        gated[t][i] = gelu(gated[t][i]) * both[t][intermediate + i];
      }
    }
    x = layer_norm(add(x, linear(gated, weights, layer + "mlp.wo")), weights,
                   layer + "mlp.layernorm", shape.layer_norm_epsilon);
  }
  return mean(x, 0, x.size());
}

std::vector<double> classifier_probabilities(const Weights &weights,
                                             const std::vector<double> &features) {
  constexpr double batch_norm_epsilon = 1e-5;  // torch.nn.BatchNorm1d's default
  Rows hidden = linear({features}, weights, "hidden_layer");
  for (std::size_t i = 0; i < width(hidden); ++i) {
    const double centred = hidden[0][i] - at(weights, "bn1.running_mean").values[i];
    const double deviation =
        std::sqrt(at(weights, "bn1.running_var").values[i] + batch_norm_epsilon);
    const double normed = centred / deviation * at(weights, "bn1.weight").values[i] +
                          at(weights, "bn1.bias").values[i];
    hidden[0][i] = std::max(normed, 0.0);
  }
  return softmax(linear(hidden, weights, "output_layer")[0]);
}

}  // namespace reference

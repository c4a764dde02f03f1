#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "random_model.h"
#include "session.h"

namespace {

constexpr reference::Shape small{1, 16, 2, 8, 33, true, 1e-5};

class MessageTest : public testing::Test {
 protected:
  MessageTest() : runtime_(session::open_runtime()) {
    const auto config = random_model::config(VNP_ARCHITECTURE_ESM2, small);
    vnp_encoder *encoder = nullptr;
    EXPECT_EQ(VNP_STATUS_OK, vnp_encoder_create(runtime_.get(), &config, VNP_DEVICE_KIND_CPU, 0,
                                                VNP_PRECISION_FP32, &encoder));
    encoder_.reset(encoder);
  }

  // A failure whose message quotes `name`.
  void fail_with(const std::string &name) {
    const int64_t size = 1;
    const float value = 0;
    ASSERT_EQ(VNP_STATUS_WEIGHTS_MISMATCH,
              vnp_encoder_tensor_put(encoder_.get(), name.c_str(), VNP_ELEMENT_TYPE_F32, &size, 1,
                                     &value, sizeof value));
  }

  session::RuntimePtr runtime_;
  session::EncoderPtr encoder_;
};

TEST(AbiTest, TheShimHasTheVersionOfTheHeader) { EXPECT_EQ(VNP_ABI_VERSION, vnp_abi_version()); }

TEST_F(MessageTest, AThreadWithoutAFailureHasNone) {
  fail_with("of-another-thread");
  int64_t length = -1;
  std::array<char, 4> buffer{'?', '?', '?', '?'};
  std::thread([&] {
    length = vnp_error_copy(buffer.data(), static_cast<int64_t>(buffer.size()));
  }).join();

  EXPECT_EQ(0, length);
  EXPECT_EQ('\0', buffer[0]);
}

TEST_F(MessageTest, ASuccessKeepsTheLastFailure) {
  fail_with("kept");
  session::info(runtime_.get());

  EXPECT_NE(std::string::npos, session::last_message().find("kept"));
}

TEST_F(MessageTest, WithoutABufferOnlyTheLengthIsTold) {
  fail_with("measured");
  const auto length = static_cast<int64_t>(session::last_message().size());

  EXPECT_GT(length, 0);
  EXPECT_EQ(length, vnp_error_copy(nullptr, 0));
  EXPECT_EQ(length, vnp_error_copy(nullptr, 100));
  char untouched = '?';
  EXPECT_EQ(length, vnp_error_copy(&untouched, 0));
  EXPECT_EQ(length, vnp_error_copy(&untouched, -1));
  EXPECT_EQ('?', untouched);
}

TEST_F(MessageTest, AnyCapacityCutsBetweenCharactersAndEndsInNul) {
  fail_with("größe-层-🧬-層");
  const std::string whole = session::last_message();
  ASSERT_NE(std::string::npos, whole.find("größe-层-🧬-層"));

  for (std::size_t capacity = 1; capacity <= whole.size() + 2; ++capacity) {
    std::vector<char> buffer(capacity + 1, '?');
    EXPECT_EQ(static_cast<int64_t>(whole.size()),
              vnp_error_copy(buffer.data(), static_cast<int64_t>(capacity)));
    EXPECT_EQ('?', buffer[capacity]) << "wrote beyond " << capacity;

    const std::string cut = buffer.data();
    ASSERT_LT(cut.size(), capacity);
    EXPECT_EQ(whole.substr(0, cut.size()), cut);
    // The cut is before a first byte, and no character that would have fitted is lost.
    const auto is_continuation = [&](std::size_t at) {
      return at < whole.size() && (static_cast<unsigned char>(whole[at]) & 0xC0U) == 0x80U;
    };
    EXPECT_FALSE(is_continuation(cut.size())) << "capacity " << capacity;
    EXPECT_GE(cut.size() + 4, std::min(capacity, whole.size() + 1)) << "capacity " << capacity;
  }
}

TEST_F(MessageTest, EveryThreadHasItsOwnMessage) {
  std::array<int, 4> own{};
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < own.size(); ++thread) {
    threads.emplace_back([&own, thread] {
      for (int round = 0; round < 50; ++round) {
        // Each call names an ordinal of its own in its message.
        const auto runtime = session::open_runtime();
        const int ordinal = 1000 + static_cast<int>(thread) * 100 + round;
        vnp_device_info info;
        if (vnp_device_get(runtime.get(), ordinal, &info) != VNP_STATUS_INVALID_ARGUMENT) continue;
        std::this_thread::yield();
        own[thread] +=
            session::last_message().find(std::to_string(ordinal)) != std::string::npos ? 1 : 0;
      }
    });
  }
  for (std::thread &thread : threads) thread.join();

  EXPECT_EQ((std::array<int, 4>{50, 50, 50, 50}), own);
}

}  // namespace

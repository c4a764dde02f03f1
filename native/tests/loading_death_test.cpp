// Loading happens once in a process, so that each of these tests runs in a process of its own
// (GoogleTest's "threadsafe" style starts this program again for the one test).
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "random_model.h"
#include "session.h"

namespace {

namespace fs = std::filesystem;

// A folder that vanishes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "virnucpro-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
  }
  ~TemporaryFolder() { fs::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;

  const fs::path &path() const { return path_; }

 private:
  fs::path path_;
};

// A folder with links to every library of libtorch's folder: the same libtorch elsewhere.
void link_libtorch(const fs::path &folder) {
  for (const auto &entry : fs::directory_iterator(session::libtorch_directory())) {
    if (entry.path().filename().string().find(".so") != std::string::npos) {
      fs::create_symlink(fs::canonical(entry.path()), folder / entry.path().filename());
    }
  }
}

// The outcome of a test's process: says what is wrong on stderr.
class Verdict {
 public:
  void expect(bool condition, const std::string &what) {
    if (condition) return;
    std::fprintf(stderr, "%s; the last message is: %s\n", what.c_str(),
                 session::last_message().c_str());
    failed_ = true;
  }
  void expect_message(const std::string &part) {
    expect(session::last_message().find(part) != std::string::npos, "no '" + part + "' is named");
  }
  // Opens `folder` and expects `status`; a failure must leave the out-parameter alone.
  session::RuntimePtr open(const fs::path &folder, vnp_status status, int32_t thread_count = 2) {
    auto *const untouched = reinterpret_cast<vnp_runtime *>(this);
    vnp_runtime *runtime = untouched;
    const vnp_status given = vnp_runtime_create(folder.c_str(), thread_count, &runtime);
    expect(given == status,
           "the status is " + std::to_string(given) + ", not " + std::to_string(status));
    if (given == VNP_STATUS_OK) return session::RuntimePtr(runtime);
    expect(runtime == untouched, "a failure wrote the out-parameter");
    return nullptr;
  }
  // Leaves through exit, so that LeakSanitizer looks at the process.
  [[noreturn]] void exit() const { std::exit(failed_ ? EXIT_FAILURE : EXIT_SUCCESS); }

 private:
  bool failed_ = false;
};

class LoadingDeathTest : public testing::Test {
 protected:
  LoadingDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }

  template <typename Body>
  [[noreturn]] static void run(Body body) {
    Verdict verdict;
    body(verdict);
    verdict.exit();
  }
};

const auto success = testing::ExitedWithCode(EXIT_SUCCESS);

TEST_F(LoadingDeathTest, NullAndEmptyFoldersAndNegativeThreadsAreRefused) {
  EXPECT_EXIT(
      run([](Verdict &verdict) {
        vnp_runtime *runtime = nullptr;
        verdict.expect(vnp_runtime_create(nullptr, 1, &runtime) == VNP_STATUS_INVALID_ARGUMENT,
                       "NULL as folder");
        verdict.expect(vnp_runtime_create(session::libtorch_directory().c_str(), 1, nullptr) ==
                           VNP_STATUS_INVALID_ARGUMENT,
                       "NULL as out-parameter");
        verdict.open("", VNP_STATUS_INVALID_ARGUMENT);
        verdict.open(session::libtorch_directory(), VNP_STATUS_INVALID_ARGUMENT, -1);
        verdict.expect_message("thread_count");
      }),
      success, "");
}

TEST_F(LoadingDeathTest, AFolderThatIsMissingIsNamed) {
  EXPECT_EXIT(run([](Verdict &verdict) {
                verdict.open("/nowhere/at/all", VNP_STATUS_LIBTORCH_MISSING);
                verdict.expect_message("/nowhere/at/all");
              }),
              success, "");
}

TEST_F(LoadingDeathTest, AnEmptyFolderHoldsNoLibtorch) {
  EXPECT_EXIT(run([](Verdict &verdict) {
                const TemporaryFolder folder;
                verdict.open(folder.path(), VNP_STATUS_LIBTORCH_MISSING);
                verdict.expect_message(folder.path().string());
              }),
              success, "");
}

TEST_F(LoadingDeathTest, AFileThatIsNoLibraryIsNoLibtorch) {
  EXPECT_EXIT(run([](Verdict &verdict) {
                const TemporaryFolder folder;
                std::ofstream(folder.path() / "libtorch_cpu.so") << "not a library";
                verdict.open(folder.path(), VNP_STATUS_LIBTORCH_MISSING);
                verdict.expect_message("libtorch_cpu.so");
              }),
              success, "");
}

TEST_F(LoadingDeathTest, ALibraryWithoutLibtorchsFunctionsIsUnsuitable) {
  EXPECT_EXIT(run([](Verdict &verdict) {
                verdict.open(VIRNUCPRO_TEST_FOREIGN_LIBRARY, VNP_STATUS_LIBTORCH_UNSUITABLE);
                verdict.expect_message("2.10");
                // What is left behind must not keep a good one from being loaded.
                verdict.open(session::libtorch_directory(), VNP_STATUS_OK);
              }),
              success, "");
}

TEST_F(LoadingDeathTest, AnOlderLibtorchIsUnsuitable) {
  EXPECT_EXIT(run([](Verdict &verdict) {
                verdict.open(VIRNUCPRO_TEST_OLD_LIBTORCH, VNP_STATUS_LIBTORCH_UNSUITABLE);
                verdict.expect_message("2.9");
                verdict.expect_message("2.10");
              }),
              success, "");
}

TEST_F(LoadingDeathTest, ACudaLibraryThatDoesNotLoadIsReported) {
  EXPECT_EXIT(run([](Verdict &verdict) {
                const TemporaryFolder folder;
                link_libtorch(folder.path());
                fs::remove(folder.path() / "libtorch_cuda.so");
                std::ofstream(folder.path() / "libtorch_cuda.so") << "not a library";
                verdict.open(folder.path(), VNP_STATUS_LIBTORCH_MISSING);
                verdict.expect_message("libtorch_cuda.so");
              }),
              success, "");
}

TEST_F(LoadingDeathTest, AFolderMayHaveAnyName) {
  EXPECT_EXIT(run([](Verdict &verdict) {
                const TemporaryFolder folder;
                const fs::path odd = folder.path() / "größe 層 🧬";
                fs::create_directory(odd);
                link_libtorch(odd);
                const auto runtime = verdict.open(odd, VNP_STATUS_OK);
                verdict.expect(session::info(runtime.get()).libtorch_major >= 2, "no version");
              }),
              success, "");
}

TEST_F(LoadingDeathTest, ASecondFolderIsRefusedAndBothAreNamed) {
  EXPECT_EXIT(run([](Verdict &verdict) {
                const TemporaryFolder folder;
                link_libtorch(folder.path());
                const auto first = verdict.open(session::libtorch_directory(), VNP_STATUS_OK);
                verdict.open(folder.path(), VNP_STATUS_LIBTORCH_UNSUITABLE);
                verdict.expect_message(folder.path().string());
                verdict.expect_message(fs::canonical(session::libtorch_directory()).string());
                verdict.expect(session::info(first.get()).device_count >= 1,
                               "the first runtime is broken");
              }),
              success, "");
}

TEST_F(LoadingDeathTest, TheSameFolderByAnotherPathIsShared) {
  EXPECT_EXIT(run([](Verdict &verdict) {
                const TemporaryFolder folder;
                fs::create_directory_symlink(fs::canonical(session::libtorch_directory()),
                                             folder.path() / "link");
                const auto first = verdict.open(session::libtorch_directory(), VNP_STATUS_OK);
                const auto second = verdict.open(folder.path() / "link", VNP_STATUS_OK);
                verdict.open(fs::path(session::libtorch_directory()) / ".", VNP_STATUS_OK);
              }),
              success, "");
}

TEST_F(LoadingDeathTest, TheThreadCountIsWhatWasAskedFor) {
  EXPECT_EXIT(run([](Verdict &verdict) {
                const auto runtime = verdict.open(session::libtorch_directory(), VNP_STATUS_OK, 3);
                verdict.expect(session::info(runtime.get()).thread_count == 3, "not 3 threads");
                const auto again = verdict.open(session::libtorch_directory(), VNP_STATUS_OK, 1);
                verdict.expect(session::info(again.get()).thread_count == 1, "not 1 thread");
                const auto kept = verdict.open(session::libtorch_directory(), VNP_STATUS_OK, 0);
                verdict.expect(session::info(kept.get()).thread_count == 1, "0 changed the count");
              }),
              success, "");
}

TEST_F(LoadingDeathTest, ZeroThreadsLeavesTheChoiceToLibtorch) {
  EXPECT_EXIT(run([](Verdict &verdict) {
                const auto runtime = verdict.open(session::libtorch_directory(), VNP_STATUS_OK, 0);
                verdict.expect(session::info(runtime.get()).thread_count >= 1, "no threads");
              }),
              success, "");
}

TEST_F(LoadingDeathTest, OrdinaryErrorOutputStillAppears) {
  EXPECT_EXIT(run([](Verdict &verdict) {
                const auto runtime = verdict.open(session::libtorch_directory(), VNP_STATUS_OK);
                std::cerr << "plain " << 7 << '\n' << std::flush;
              }),
              success, "plain 7");
}

TEST_F(LoadingDeathTest, TheProcessMayEndWithHandlesOpen) {
  EXPECT_EXIT(run([](Verdict &verdict) {
                constexpr reference::Shape shape{1, 16, 2, 8, 33, true, 1e-5};
                static session::RuntimePtr runtime;
                static session::EncoderPtr encoder;
                runtime = verdict.open(session::libtorch_directory(), VNP_STATUS_OK);
                encoder = random_model::load(runtime.get(), VNP_ARCHITECTURE_ESM2, shape,
                                             random_model::esm2(shape, 1));
                random_model::embed(encoder.get(), 16, {random_model::protein(5, 1)});
              }),
              success, "");
}

}  // namespace

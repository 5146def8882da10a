#include "io/output.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "support.hpp"

namespace {

using peertag::io::Output;
using peertag::test::read_file;
using peertag::test::TemporaryFolder;

Output create(const std::string& path) {
  std::string error;
  std::optional<Output> output = Output::create(path, error);
  INFO(error);
  REQUIRE(output.has_value());
  return std::move(*output);
}

TEST_CASE("A file appears under its name only when it is whole, and for its owner alone") {
  const TemporaryFolder folder;
  {
    Output output = create(folder.path("out"));
    CHECK(output.write("one\n"));
    CHECK(output.write("two\n"));
    for (const std::string& name : folder.names()) CHECK(name.starts_with("out.tmp-"));
    CHECK(output.commit());
  }
  CHECK(folder.names() == std::vector<std::string>{"out"});
  CHECK(read_file(folder.path("out")) == "one\ntwo\n");
  struct stat status {};
  REQUIRE(::stat(folder.path("out").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
}

TEST_CASE("Without a commit, nothing is left and what was there stays") {
  const TemporaryFolder folder;
  folder.write("out", "before");
  { CHECK(create(folder.path("out")).write("after")); }
  CHECK(folder.names() == std::vector<std::string>{"out"});
  CHECK(read_file(folder.path("out")) == "before");
}

TEST_CASE("What is killed leaves nothing, where the file system has files without a name") {
  const TemporaryFolder folder;
  const int unnamed = ::open(folder.path().c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);
  if (unnamed < 0) {
    MESSAGE("not tried: there are none here");
    return;
  }
  ::close(unnamed);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::string error;
    std::optional<Output> output = Output::create(folder.path("out"), error);
    if (output) output->write("half");
    ::raise(SIGKILL);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(folder.names().empty());
}

TEST_CASE("Replacing a link replaces the link, not what it points to") {
  const TemporaryFolder folder;
  folder.write("target", "mine");
  REQUIRE(::symlink(folder.path("target").c_str(), folder.path("out").c_str()) == 0);
  Output output = create(folder.path("out"));
  CHECK(output.write("new"));
  CHECK(output.commit());
  CHECK(read_file(folder.path("target")) == "mine");
  CHECK(read_file(folder.path("out")) == "new");
}

TEST_CASE("Two outputs of one name do not share a temporary file") {
  const TemporaryFolder folder;
  Output first = create(folder.path("out")), second = create(folder.path("out"));
  CHECK(first.write("first"));
  CHECK(second.write("second"));
  CHECK(first.commit());
  CHECK(second.commit());
  CHECK(read_file(folder.path("out")) == "second");
}

TEST_CASE("What cannot be opened is said with its path") {
  const TemporaryFolder folder;
  std::string error;
  CHECK_FALSE(Output::create(folder.path("no/such/folder"), error).has_value());
  CHECK(error == folder.path("no/such/folder") + ": No such file or directory");
  CHECK_FALSE(Output::create(folder.path(), error).has_value());
  CHECK(error == folder.path() + ": is a directory");
}

TEST_CASE("A full disk is a failure that stays") {
  Output output = create("/dev/full");
  CHECK_FALSE(output.write("x"));
  CHECK(output.failure() == "/dev/full: No space left on device");
  CHECK_FALSE(output.write("x"));
  CHECK_FALSE(output.commit());
}

TEST_CASE("A file-size limit in the middle leaves nothing under the name") {
  const TemporaryFolder folder;
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  {
    Output output = create(folder.path("out"));
    const rlimit small{100, before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    const bool written = output.write(std::string(200, 'x'));
    const std::string failure = output.failure();
    const bool committed = output.commit();
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    CHECK_FALSE(written);
    CHECK(failure == folder.path("out") + ": File too large");
    CHECK_FALSE(committed);
  }
  CHECK(folder.names().empty());
}

}  // namespace

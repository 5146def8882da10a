#include "cli/load.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "cli/console.hpp"
#include "io/escape.hpp"
#include "io/mapped_file.hpp"
#include "peertag/limits.hpp"

namespace peertag::cli {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

// Walks one folder and those in it. Everything is opened relative to its folder's descriptor, so a link put there in
// the meantime leads nowhere.
class FolderReader {
 public:
  explicit FolderReader(std::string folder) : folder_(std::move(folder)) {}

  bool read() {
    const int root = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return root >= 0 ? read_directory(root, "", 0) : fail("", std::strerror(errno));
  }
  SourceFiles take() {
    std::sort(result_.files.begin(), result_.files.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return std::move(result_);
  }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  bool fail(const std::string& name, const std::string& what) {
    error_ = io::shown(name.empty() ? folder_ : folder_ + '/' + name) + ": " + what;
    return false;
  }

  bool read_directory(int descriptor, const std::string& prefix, unsigned depth) {
    DIR* const directory = ::fdopendir(descriptor);
    if (directory == nullptr) return fail(prefix, std::strerror(errno));
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(directory))
      if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
    bool good = errno == 0 || fail(prefix, std::strerror(errno));
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) good = good && read_entry(::dirfd(directory), prefix + name, name, depth);
    ::closedir(directory);
    return good;
  }

  bool read_entry(int parent, const std::string& path, const std::string& name, unsigned depth) {
    struct stat status {};
    if (::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return fail(path, std::strerror(errno));
    if (S_ISDIR(status.st_mode)) {
      if (depth + 1 == limits::folder_depth) return fail(path, "folders are nested too deep");
      const int child = ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      return child >= 0 ? read_directory(child, path + '/', depth + 1) : fail(path, std::strerror(errno));
    }
    if (name.ends_with(".yaml") || name.ends_with(".yml"))
      return fail(path, "YAML is not read (it makes `no` mean false); rules are TOML");
    if (!name.ends_with(".toml") && !name.ends_with(".csv")) return true;
    // O_NONBLOCK: opening a FIFO must not wait for somebody to write to it.
    const Descriptor file(::openat(parent, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
    if (file.number() < 0)
      return fail(path, errno == ELOOP ? "is a link; links are not followed" : std::strerror(errno));
    if (::fstat(file.number(), &status) != 0) return fail(path, std::strerror(errno));
    if (!S_ISREG(status.st_mode)) return fail(path, "is no regular file");
    return read_file(file.number(), path);
  }

  bool read_file(int descriptor, const std::string& path) {
    if (result_.files.size() == limits::codebook_files) return fail("", "too many files");
    std::string text;
    while (true) {
      constexpr std::size_t step = 64U << 10;
      const std::size_t size = text.size();
      text.resize(size + step);
      const ssize_t got = ::read(descriptor, text.data() + size, step);
      text.resize(size + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
      if (got < 0 && errno != EINTR) return fail(path, std::strerror(errno));
      if (got == 0) break;
      if (text.size() > limits::rule_file_bytes)
        return fail(path, "is longer than " + std::to_string(limits::rule_file_bytes) + " bytes");
    }
    bytes_ += text.size();
    if (bytes_ > limits::codebook_bytes)
      return fail("", "the files are longer than " + std::to_string(limits::codebook_bytes) + " bytes in all");
    result_.files.push_back({path, std::move(text)});
    return true;
  }

  std::string folder_;
  SourceFiles result_;
  std::size_t bytes_ = 0;
  std::string error_;
};

}  // namespace

std::vector<Source> SourceFiles::sources() const {
  std::vector<Source> sources;
  for (const File& file : files) sources.push_back({file.name, file.text});
  return sources;
}

std::optional<SourceFiles> read_folder(const std::string& folder, std::string& error) {
  FolderReader reader(folder.size() > 1 && folder.ends_with('/') ? folder.substr(0, folder.size() - 1) : folder);
  if (reader.read()) return reader.take();
  error = reader.error();
  return std::nullopt;
}

std::string Loaded::path_of(std::string_view source) const {
  return folder.empty() || packed ? std::string(source)
                                  : folder + (folder.ends_with('/') ? "" : "/") + std::string(source);
}

std::vector<Source> Loaded::sources() const {
  if (packed || !files.files.empty()) return files.sources();
  const std::span<const Source> built_in = Codebook::default_sources();
  return {built_in.begin(), built_in.end()};
}

void Loaded::say_all(const Diagnostics& all, Say what) const {
  for (Diagnostic diagnostic : all) {
    if (diagnostic.severity == Severity::warning && what == Say::errors) continue;
    diagnostic.source = path_of(diagnostic.source);
    say(to_text(diagnostic));
  }
}

Loaded load(const std::string& folder, Say what) {
  Loaded loaded;
  loaded.folder = folder;
  struct stat status {};
  loaded.packed = !folder.empty() && ::stat(folder.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
  if (folder.empty()) {
    loaded.codebook = Codebook::compile(Codebook::default_sources(), loaded.diagnostics);
  } else if (loaded.packed) {
    std::string error;
    const std::optional<io::MappedFile> file = io::MappedFile::open(folder, error);
    if (!file) {
      complain(error);
      loaded.exit = exit_io;
      return loaded;
    }
    loaded.codebook = Codebook::load({folder, file->bytes()}, loaded.diagnostics);
  } else {
    std::string error;
    std::optional<SourceFiles> files = read_folder(folder, error);
    if (!files) {
      complain(error);
      loaded.exit = exit_io;
      return loaded;
    }
    loaded.files = std::move(*files);
    if (loaded.files.files.empty()) {
      complain(io::shown(folder) + ": no *.toml and no *.csv in it");
      loaded.exit = exit_rules;
      return loaded;
    }
    loaded.codebook = Codebook::compile(loaded.files.sources(), loaded.diagnostics);
  }
  if (!loaded.codebook) loaded.exit = exit_rules;
  loaded.say_all(loaded.diagnostics, what);
  return loaded;
}

std::optional<std::vector<bool>> wanted_codes(const Codebook& codebook, const Options& options) {
  const bool everything = options.books.empty() && options.codes.empty();
  std::vector<bool> wanted(codebook.codes().size(), everything);
  for (const std::string& id : options.codes) {
    const std::optional<CodeId> code = codebook.find_code(id);
    if (!code) {
      complain("no code `" + io::shown(id) + "` in the codebook; `peertag codes` lists them");
      return std::nullopt;
    }
    wanted[static_cast<std::size_t>(*code)] = true;
  }
  for (const std::string& id : options.books) {
    const std::span<const Book> books = codebook.books();
    if (std::none_of(books.begin(), books.end(), [&](const Book& book) { return book.id == id; })) {
      complain("no book `" + io::shown(id) + "` in the codebook");
      return std::nullopt;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (codebook.codes()[i].id.starts_with(id + '/')) wanted[i] = true;
  }
  return wanted;
}

std::optional<std::vector<bool>> wanted_rules(const Codebook& codebook, const Options& options) {
  if (!wanted_codes(codebook, options)) return std::nullopt;
  for (const std::string& id : options.rules) {
    if (codebook.find_rule(id)) continue;
    complain("no rule `" + io::shown(id) + "` in the codebook");
    return std::nullopt;
  }
  const auto among = [](const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
  };
  std::vector<bool> wanted;
  for (const RuleText& rule : codebook.rules())
    wanted.push_back(among(options.rules, rule.id) &&
                     std::any_of(rule.codes.begin(), rule.codes.end(),
                                 [&](const std::string& code) { return among(options.codes, code); }));
  return wanted;
}

}  // namespace peertag::cli

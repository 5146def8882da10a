// A tagger borrows its codebook; a temporary one would be gone.
#include <utility>

#include "peertag/peertag.hpp"

peertag::Tagger dangling(peertag::Codebook codebook) {
#ifdef CONTROL
  return peertag::Tagger(codebook);
#else
  return peertag::Tagger(std::move(codebook));
#endif
}

// A place in the matching form is no place in the message.
#include "peertag/span.hpp"

bool mixed(peertag::NormalSpan normal, peertag::SourceSpan source) {
#ifdef CONTROL
  return overlaps(source, source) && overlaps(normal, normal);
#else
  return overlaps(normal, source);
#endif
}

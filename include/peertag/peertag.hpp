// peertag: candidate codes for messages of peer support, each with the words and the rule behind it.
// The public headers in the order of the flow; read them from here.
#pragma once

#include "peertag/annotation.hpp"  // out: code, span, rule, evidence
#include "peertag/codebook.hpp"    // Source... -> Codebook, or diagnostics
#include "peertag/diagnostic.hpp"  // what is wrong with a codebook's files
#include "peertag/finding.hpp"     // a rule satisfied in a message
#include "peertag/message.hpp"     // in: a message
#include "peertag/sink.hpp"        // where it goes
#include "peertag/span.hpp"        // offsets that know what they count in
#include "peertag/tagger.hpp"      // the whole flow as one call

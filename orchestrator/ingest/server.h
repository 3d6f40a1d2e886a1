// SPDX-License-Identifier: GPL-3.0-or-later
// The host's end of the agents' streams: one gRPC server for all guests of a run. It listens
// nowhere: each guest has a byte channel of its own, and its session comes over that
// (Session::attach). A session is accepted only with the token of a cell that expects one, once.
// Backpressure: the next message of a session is read only after the last one was handled, so a
// slow disk fills the guest's ring (which counts its losses) and never our memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "store/writer.h"
#include "wire/messages.h"

namespace folioscope::ingest {

// What a session left when it ended, in whatever way.
struct SessionEnd {
  bool orderly = false;  // Bye received and the stream closed
  std::string reason;    // when not orderly: who broke what
  FaultDomain domain =
      FaultDomain::Host;  // when not orderly: Guest for what the agent said or could not do,
                          // Host for a lost connection, a full disk, an end that we asked for
  bool lost =
      false;  // when not orderly: nobody broke anything, the connection fell silent or closed
};

// What happens to a cell's session while it lives. Called on the server's own thread, one call at a
// time for all sessions: hand long work to somebody else. on_end is the last call, and comes only
// if on_hello did. A session that breaks leaves out what it did not come to.
struct SessionEvents {
  std::function<void()> on_hello;
  std::function<void()> on_workload_start;  // everything is set up: the guest starts the workload
  std::function<void()> on_workload_end;    // it ended; what is left is to fetch what was recorded
  std::function<void(const SessionEnd&)> on_end;
};

// Everything one session sent, the pages in a spool file on disk.
class Session {
 public:
  // Removes the spool and ends what still goes on; after it no event is called any more. Before the
  // Server's destruction.
  virtual ~Session() = default;
  // The guest's byte channel, a connected stream socket: once, when there is a guest. The agent
  // greets there, and gets the token for its Hello.
  virtual void attach(UniqueFd channel) = 0;
  // Valid after on_end.
  virtual const wire::Received& received() const = 0;
  // Chunks by cpu and sequence, up to 1 MiB of pages each. `events`, `first`, `last` are zero: the
  // caller decodes. May be called again for another walk.
  virtual store::ChunkSource chunks() = 0;
  // The same chunks CPU by CPU, for as long as the session lives.
  virtual store::PagesByCpu pages() = 0;
  virtual void stop(const std::string& reason) = 0;  // tells the agent to end; on_end follows
};

class Server {
 public:
  static Result<std::unique_ptr<Server>> start();
  virtual ~Server() = default;  // ends all sessions
  // Accepts one session with this token and gives it this job. `spool` is created anew.
  virtual std::unique_ptr<Session> expect(const std::string& token, const wire::Job& job,
                                          const std::filesystem::path& spool,
                                          SessionEvents events) = 0;
  // What was refused so far: other greetings, wrong or used tokens, malformed messages.
  virtual std::int64_t refused() const = 0;
};

}  // namespace folioscope::ingest

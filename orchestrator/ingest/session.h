// SPDX-License-Identifier: GPL-3.0-or-later
// A cell's session between the stream that feeds it and the caller who expects it. Everything here
// happens on the server's one worker thread, except received() and chunks() after the end.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "ingest/server.h"
#include "ingest/session_state.h"
#include "ingest/spool.h"
#include "wire/messages.h"

namespace folioscope::ingest {

class SessionCore {
 public:
  SessionCore(std::string token, wire::Job job, std::filesystem::path spool, SessionEvents events);

  const std::string& token() const { return token_; }
  const wire::Job& job() const { return job_; }

  // The stream's side. `say` sends to the agent, as long as there is a stream: the job at once.
  Status begin(wire::Hello hello, std::function<void(const wire::HostMessage&)> say);
  Status take(wire::AgentMessage message);
  void stream_closed();           // the agent said that there is no more, or vanished
  void fail(const Fault& fault);  // the stream ends because of this

  // The caller's side.
  void stop(const std::string& reason);
  // Nobody listens any more: tells the agent, removes the spool, refuses what still comes.
  void abandon();
  const wire::Received& received() const;
  store::ChunkSource chunks() const;
  store::PagesByCpu pages() const;

 private:
  void end(SessionEnd how);
  void tell_stage();

  const std::string token_;
  const wire::Job job_;
  const std::filesystem::path spool_file_;
  SessionEvents events_;
  std::function<void(const wire::HostMessage&)> say_;
  std::optional<SessionState> state_;
  std::optional<Spool> spool_;
  bool start_told_ = false, end_told_ = false;  // of the workload
  bool abandoned_ = false;
  bool ended_ = false;
  const wire::Received nothing_;
};

// True when both are equal; takes as long for a wrong token as for the right one of its length.
bool same_token(const std::string& expected, const std::string& shown);

}  // namespace folioscope::ingest

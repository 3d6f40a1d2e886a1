// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/host_link.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "agent/monotonic.h"
#include "agent/port.h"
#include "agent/pump.h"
#include "rpc/buffers.h"
#include "rpc/endpoint.h"
#include "wire/convert.h"

namespace folioscope::agent {
namespace {

// What the completion queue hands back: which of our operations ended.
enum class Operation : std::uintptr_t { Start = 1, Read, Write, WritesDone, Finish };
void* tag(Operation operation) { return reinterpret_cast<void*>(operation); }

void return_batch(void* batch) { delete static_cast<BatchPool::Batch*>(batch); }

}  // namespace

struct HostLink::Impl {
  Impl(std::string shown, std::unique_ptr<Pump> moving, UniqueFd socket)
      : token(std::move(shown)),
        pump(std::move(moving)),
        channel(rpc::client_over(std::move(socket))),
        stub(channel) {}

  void run();
  void completed(Operation operation, bool ok);
  void received();
  void broken_by(const std::string& why);
  void stop();
  Status send(const grpc::ByteBuffer& message);
  Fault gone() const { return host_fault("the stream to the host broke: " + break_reason); }

  const std::string token;
  const std::unique_ptr<Pump> pump;
  // In order of destruction, the queue outlives the call and the thread.
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  std::shared_ptr<grpc::Channel> channel;
  grpc::GenericStub stub;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call;

  std::mutex mutex;
  std::condition_variable changed;
  bool write_pending = true;  // the start of the call counts as one
  bool broken = false;
  std::string break_reason;
  std::optional<Result<wire::Job>> job;
  bool marked = false;
  std::uint64_t heard_ns = 0;
  std::function<void()> stop_callback;
  bool stopped = false;  // by the host's word or by its absence
  bool finished = false;
  grpc::Status status;

  grpc::ByteBuffer incoming;
  std::thread thread;
};

Result<std::unique_ptr<HostLink>> HostLink::connect(UniqueFd port,
                                                    std::chrono::milliseconds patience) {
  TRY(std::string token, greet(port.get(), patience));
  UniqueFd socket;
  TRY(std::unique_ptr<Pump> pump, Pump::start(std::move(port), socket));
  auto impl = std::make_unique<Impl>(std::move(token), std::move(pump), std::move(socket));
  impl->call = impl->stub.PrepareCall(&impl->context, rpc::kSessionMethod, &impl->queue);
  impl->call->StartCall(tag(Operation::Start));
  impl->thread = std::thread([state = impl.get()] { state->run(); });
  return std::unique_ptr<HostLink>(new HostLink(std::move(impl)));
}

HostLink::HostLink(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HostLink::~HostLink() {
  impl_->context.TryCancel();
  {
    // Every operation that was started comes back before Finish does, so that the thread may end.
    std::unique_lock lock(impl_->mutex);
    impl_->changed.wait(lock, [this] { return impl_->finished; });
  }
  impl_->queue.Shutdown();
  impl_->thread.join();
}

const std::string& HostLink::token() const { return impl_->token; }

void HostLink::on_stop(std::function<void()> callback) {
  const std::lock_guard lock(impl_->mutex);
  impl_->stop_callback = std::move(callback);
  if (impl_->stopped) impl_->stop();
}

void HostLink::Impl::run() {
  void* done = nullptr;
  bool ok = false;
  while (queue.Next(&done, &ok)) {
    const std::lock_guard lock(mutex);
    completed(static_cast<Operation>(reinterpret_cast<std::uintptr_t>(done)), ok);
    changed.notify_all();
  }
}

// With the mutex held.
void HostLink::Impl::completed(Operation operation, bool ok) {
  switch (operation) {
    case Operation::Start:
      write_pending = false;
      if (!ok) broken_by("the host did not take the call");
      call->Read(&incoming, tag(Operation::Read));
      break;
    case Operation::Write:
    case Operation::WritesDone:
      write_pending = false;
      if (!ok) broken_by("a message could not be sent");
      break;
    case Operation::Read:
      if (ok) {
        received();
        call->Read(&incoming, tag(Operation::Read));
      } else {
        broken_by("the host ended it");  // or closed it in order: close() asks the status
        call->Finish(&status, tag(Operation::Finish));
      }
      break;
    case Operation::Finish:
      finished = true;
      if (!status.ok()) break_reason = status.error_message();
      break;
  }
}

void HostLink::Impl::received() {
  Result<wire::HostMessage> message = rpc::unpack_host_message(incoming);
  if (message.ok() && std::holds_alternative<wire::Job>(*message) && !job) {
    job = std::get<wire::Job>(std::move(*message));
    heard_ns = monotonic_ns();
    return;
  }
  if (message.ok() && std::holds_alternative<wire::Mark>(*message) && job && !marked) {
    marked = true;
    heard_ns = monotonic_ns();
    return;
  }
  if (!message.ok() && !job) job = message.fault();
  stop();  // a Stop, or just as well anything that the host must not say now
}

void HostLink::Impl::broken_by(const std::string& why) {
  if (!std::exchange(broken, true)) break_reason = why;
  stop();
}

void HostLink::Impl::stop() {
  stopped = true;
  if (auto callback = std::exchange(stop_callback, {})) callback();
}

Status HostLink::Impl::send(const grpc::ByteBuffer& message) {
  std::unique_lock lock(mutex);
  changed.wait(lock, [this] { return !write_pending || broken; });
  if (broken) return gone();
  write_pending = true;
  call->Write(message, tag(Operation::Write));
  return {};
}

Status HostLink::send(const wire::AgentMessage& message) { return impl_->send(rpc::pack(message)); }

Status HostLink::send_pages(std::uint32_t cpu, std::uint64_t sequence, BatchPool::Batch batch,
                            std::size_t size) {
  auto* const owned = new BatchPool::Batch(std::move(batch));
  const grpc::Slice slices[] = {
      grpc::Slice(wire::encode_page_batch_head(cpu, sequence, size)),
      grpc::Slice(owned->data(), size, return_batch, owned),
  };
  return impl_->send(grpc::ByteBuffer(slices, 2));
}

Result<wire::Job> HostLink::await_job() {
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait(lock, [this] { return impl_->job || impl_->finished; });
  if (!impl_->job) return impl_->gone();
  return *impl_->job;
}

Status HostLink::await_mark() {
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait(lock, [this] { return impl_->marked || impl_->broken; });
  return impl_->marked ? Status() : impl_->gone();
}

std::uint64_t HostLink::heard_ns() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->heard_ns;
}

Status HostLink::close() {
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait(lock, [this] { return !impl_->write_pending || impl_->broken; });
  if (!impl_->broken) {
    impl_->write_pending = true;
    impl_->call->WritesDone(tag(Operation::WritesDone));
  }
  impl_->changed.wait(lock, [this] { return impl_->finished; });
  if (!impl_->status.ok()) return impl_->gone();
  return {};
}

}  // namespace folioscope::agent

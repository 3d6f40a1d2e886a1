// SPDX-License-Identifier: GPL-3.0-or-later
// A window that is open while another process runs the run.
#include <QLineEdit>

#include "desktop/committer.h"
#include "desktop/hands.h"
#include "desktop/session.h"
#include "pages/run_page.h"

namespace folioscope::desktop {
namespace {

class Live : public Session {
 protected:
  // Of "3 of 4".
  int done() { return window().page<pages::RunPage>().done_text().section(' ', 0, 0).toInt(); }
  bool says(const char* state) {
    return becomes([&] { return window().status_text().contains(state); });
  }

  Committer runner_{dir_.path().string()};
};

TEST_F(Live, BootsAppearAsTheyEnd_AndTheFilterStays) {
  open();
  ASSERT_TRUE(go_to_page(models::PageId::Run));
  auto& page = window().page<pages::RunPage>();
  EXPECT_TRUE(says("followed live"));
  click(page.filter());
  type("patched");
  const auto shown = [&] { return page.cells().model()->rowCount(); };
  ASSERT_TRUE(becomes([&] { return shown() == kCells / 2; }));
  for (int cell = 1; cell <= kCells; ++cell) {
    runner_.tell("commit");
    EXPECT_TRUE(becomes([&] { return done() == cell; })) << cell << ' ' << done();
  }
  EXPECT_EQ(shown(), kCells / 2);
  EXPECT_EQ(page.filter().text(), "patched");
  runner_.tell("finish");
  EXPECT_TRUE(says("finished"));
}

TEST_F(Live, WhenItsProcessDies_TheWindowSaysHowToGoOn) {
  open();
  runner_.tell("commit");
  ASSERT_TRUE(says("followed live"));
  runner_.process().kill_now();
  EXPECT_TRUE(says("folioscope resume "));
}

}  // namespace
}  // namespace folioscope::desktop
